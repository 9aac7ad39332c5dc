import type { Connection, WorkflowNode } from './document.ts'

/** A change that would settle a finding; the editor offers it as a button. */
export type Fix =
  | {
      kind: 'add_node'
      title: string
      node: Omit<WorkflowNode, 'position'>
      connections: Connection[]
      remove_connections: string[]
    }
  | { kind: 'remove_connection'; title: string; connection_id: string }
  | { kind: 'set'; title: string; pointer: string; value: unknown }
  | { kind: 'wrap_in_container'; title: string; container: 'while_loop'; nodes: string[] }

export type FindingCode =
  | 'document_invalid'
  | 'id_invalid'
  | 'id_duplicate'
  | 'type_unknown'
  | 'end_missing'
  | 'port_unknown'
  | 'type_mismatch'
  | 'input_missing'
  | 'config_invalid'
  | 'config_unknown'
  | 'input_invalid'
  | 'cycle'
  | 'scope_crossing'
  | 'parent_invalid'
  | 'expression_syntax'
  | 'reference_unknown'
  | 'reference_not_upstream'
  | 'reference_may_be_skipped'
  | 'secret_misplaced'
  | 'join_not_exclusive'
  | 'node_unreachable'
  | 'node_unconnected'
  | 'trigger_missing'
  | 'credential_missing'
  | 'credential_type'
  | 'function_missing'
  | 'collection_missing'
  | 'mcp_server_missing'
  | 'workflow_missing'
  | 'model_missing'
  | 'limit_exceeded'

/** One thing that is wrong, or may be, with a workflow document. */
export interface Finding {
  severity: 'error' | 'warning'
  code: FindingCode
  message: string
  /** JSON pointer (RFC 6901) into the document; `""` is the whole of it. */
  pointer: string
  node_id?: string
  connection_id?: string
  fix?: Fix
}
