/** Any value that JSON can hold. Everything that flows between nodes is one of these. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject
export type JsonObject = { [key: string]: JsonValue }

/** What a port carries. `any` connects to everything. */
export type PortType = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'any'

/**
 * Canvas coordinates in CSS pixels of a node's top left corner. Inside a container, `x` counts from the container's left
 * edge and `y` from the top of its body, below its header and ports: rows that come or go move nothing in it.
 */
export interface Position {
  x: number
  y: number
}

/** CSS pixels. */
export interface Size {
  width: number
  height: number
}

export interface RetryPolicy {
  /** Further tries after the first one. */
  max_retries: number
  /** Wait before the first retry, in milliseconds. */
  backoff_ms?: number
  /** Each wait is the one before times this. */
  factor?: number
  max_backoff_ms?: number
}

/** How a node is run, whatever its type. */
export interface NodePolicy {
  disabled?: boolean
  timeout_ms?: number
  retry?: RetryPolicy
  on_error?: 'fail' | 'continue' | 'branch'
}

export interface WorkflowNode {
  id: string
  type: string
  /** Pins the node type's version; the newest when absent. */
  type_version?: number
  position: Position
  config: JsonObject
  /** The name shown on the card. */
  label?: string
  /** Values for the input ports that no connection feeds. */
  inputs?: JsonObject
  /** Id of the container node this one lives in. */
  parent?: string
  policy?: NodePolicy
  notes?: string
  size?: Size
}

export interface Connection {
  id: string
  source_node: string
  source_port: string
  target_node: string
  target_port: string
}

/** Sticky notes and groups: drawn, never run. */
export interface Annotation {
  id: string
  kind: 'note' | 'group'
  position: Position
  size: Size
  text?: string
  color?: string
}

export interface WorkflowSettings {
  /** Whole-run limit in milliseconds. */
  timeout_ms?: number
  /** Nodes of one run that may be in flight at once. */
  max_parallel_nodes?: number
  /** Runs of this workflow that may be in flight at once. */
  max_concurrent_runs?: number
  /** Node completions a run may make before it is failed. */
  max_node_executions?: number
  /** Workflow that is run with the failed execution as its trigger data. */
  error_workflow_id?: string
  tags?: string[]
  [key: string]: JsonValue | undefined
}

/** A workflow document, exactly as it is on the wire. */
export interface Workflow {
  id: string
  name: string
  description?: string
  nodes: WorkflowNode[]
  connections: Connection[]
  annotations?: Annotation[]
  variables: JsonObject
  settings: WorkflowSettings
  /** ISO 8601. */
  created_at: string
  /** ISO 8601. */
  updated_at: string
  /** Raised by one with each save. */
  version: number
  is_active: boolean
}

/** A function of the workspace as it is written, and as it travels with a workflow that calls it. */
export interface WorkflowFunction {
  /** How workflows and models call it. */
  name: string
  description: string
  language: 'javascript' | 'python'
  /** The body of a function: its parameters are variables, `args` holds all of them, what it returns is the result. */
  code: string
  /** JSON Schema of the arguments, an object. */
  parameters: JsonObject
  /** JSON Schema that the result has to fit. */
  returns?: JsonObject
  /** Default 10,000. */
  timeout_ms?: number
  /** Beside what the language itself takes. Default 64. */
  memory_mb?: number
}

/** A workflow as it leaves a server: with the functions that it calls, which are no part of the document that is kept. */
export interface WorkflowFile extends Workflow {
  functions?: WorkflowFunction[]
}

/** What a person writes or posts: everything but the graph has a default. */
export type WorkflowDraft = Pick<Workflow, 'name' | 'nodes' | 'connections'> &
  Partial<Omit<Workflow, 'name' | 'nodes' | 'connections'>>
