import type {
  Annotation,
  Connection,
  JsonValue,
  Workflow,
  WorkflowNode,
  WorkflowSettings,
} from '@llamanexus/workflow'

/** What a person may change about a workflow beside its graph. */
export interface DocumentMeta {
  name: string
  description?: string
}

/** What only the server decides. Never part of a patch, so that undo does not turn it back. */
export interface ServerFields {
  id: string
  created_at: string
  updated_at: string
  version: number
  is_active: boolean
}

/** A workflow as records by id, so that a change of one node leaves every other record the same object. */
export interface DocumentState {
  server: ServerFields
  meta: DocumentMeta
  nodes: Readonly<Record<string, WorkflowNode>>
  node_order: readonly string[]
  connections: Readonly<Record<string, Connection>>
  connection_order: readonly string[]
  annotations: Readonly<Record<string, Annotation>>
  annotation_order: readonly string[]
  variables: Readonly<Record<string, JsonValue>>
  settings: Readonly<WorkflowSettings>
}

/** Takes a wire document apart into records. */
export const documentStateOf = (workflow: Workflow): DocumentState => ({
  server: {
    id: workflow.id,
    created_at: workflow.created_at,
    updated_at: workflow.updated_at,
    version: workflow.version,
    is_active: workflow.is_active,
  },
  meta: {
    name: workflow.name,
    ...(workflow.description === undefined ? {} : { description: workflow.description }),
  },
  ...ordered('node', workflow.nodes),
  ...ordered('connection', workflow.connections),
  ...ordered('annotation', workflow.annotations ?? []),
  variables: workflow.variables ?? {},
  settings: workflow.settings ?? {},
})

/** Puts the wire document together again; `documentStateOf` undone. */
export const workflowOf = (state: DocumentState): Workflow => ({
  ...state.server,
  ...state.meta,
  nodes: listOf(state.node_order, state.nodes),
  connections: listOf(state.connection_order, state.connections),
  ...(state.annotation_order.length === 0
    ? {}
    : { annotations: listOf(state.annotation_order, state.annotations) }),
  variables: { ...state.variables },
  settings: { ...state.settings },
})

type Ordered<K extends string, T> = { [key in `${K}s`]: Record<string, T> } & {
  [key in `${K}_order`]: string[]
}

const ordered = <K extends string, T extends { id: string }>(kind: K, items: readonly T[]): Ordered<K, T> =>
  ({
    [`${kind}s`]: Object.fromEntries(items.map((item) => [item.id, item])),
    [`${kind}_order`]: [...new Set(items.map((item) => item.id))],
    // The computed keys are lost on the compiler; both are made right here from the same kind.
  }) as Ordered<K, T>

const listOf = <T>(order: readonly string[], records: Readonly<Record<string, T>>): T[] =>
  order.flatMap((id) => records[id] ?? [])
