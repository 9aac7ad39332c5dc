import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** What a model can be told about something it may call. */
export interface ToolDescription {
  name: string
  description: string
  /** JSON Schema of its arguments. */
  parameters: JsonObject
}

export interface CallContext {
  signal?: AbortSignal
  onText?: (text: string) => void
  onProgress?: (done: number, message?: string) => void
}

/**
 * Functions that the workspace defines, in JavaScript or Python; what they print goes to `onText`. Throws `NodeError`:
 * `function_missing`, `args_invalid`, `result_invalid`, `code_failed`, `timeout`, `memory_exceeded`, `output_too_large`,
 * `aborted`.
 */
export interface FunctionService {
  list(): Promise<ToolDescription[]>
  call(name: string, args: JsonObject, context?: CallContext): Promise<JsonValue>
}

export interface McpCallContext extends CallContext {
  /** Without a word of the server: progress starts it anew. Default 60,000, or what the server is set up with. */
  timeout_ms?: number
  /** Signs in at a server that is given by its address. */
  credential?: string
}

/**
 * MCP servers by the name they have in the settings, or by address. Starting a process takes an administrator who set it
 * up: an address in a workflow is http, https, ws or wss only. Connections are kept and shared; one that ended is made
 * anew by the next call. Throws `NodeError`: `mcp_server_unknown`, `mcp_unreachable`, `mcp_failed`, `mcp_tool_unknown`,
 * `mcp_resource_unknown`, `mcp_prompt_unknown`, `args_invalid`, `timeout`, `aborted`, and as `CredentialService` does.
 */
export interface McpService {
  /** What is set up, and whether it answers. Connects to nothing. */
  servers(): Promise<
    { name: string; transport: string; state: 'idle' | 'connected' | 'failed'; error?: string }[]
  >
  connect(server: string, context?: McpCallContext): Promise<McpConnection>
  tools(server: string, context?: McpCallContext): Promise<McpTool[]>
  callTool(server: string, tool: string, args: JsonObject, context?: McpCallContext): Promise<McpResult>
  /** Resources with their `uri`, and templates with their `uriTemplate`. */
  resources(server: string, context?: McpCallContext): Promise<JsonObject[]>
  /** Its parts. `uri` may be a template (RFC 6570), whose variables are filled in. */
  readResource(
    server: string,
    uri: string,
    context?: McpCallContext & { variables?: JsonObject },
  ): Promise<JsonObject[]>
  prompts(server: string, context?: McpCallContext): Promise<JsonObject[]>
  getPrompt(
    server: string,
    prompt: string,
    args: Record<string, string>,
    context?: McpCallContext,
  ): Promise<JsonObject[]>
}

export interface McpTool extends ToolDescription {
  /** How it is shown to people. */
  title?: string
  /** The server says that it only reads, or that doing it twice is as doing it once. */
  repeatable: boolean
}

export interface McpConnection {
  name: string
  version: string
  /** Of the protocol. */
  protocol: string
  capabilities: JsonObject
  instructions?: string
}

export interface McpResult {
  /** The structured content where there is one, else the text, else the list of parts. */
  value: JsonValue
  content: JsonValue[]
}

/** A workflow as something that can be called. */
export interface CallableWorkflow extends ToolDescription {
  workflow_id: string
  version: number
}

export interface RunWorkflowRequest {
  workflow_id: string
  /** Default: the newest saved one. */
  version?: number
  data: JsonValue
  /** `key` names the call within the parent's run, and is the same over restarts. `path` is the node that calls. */
  parent: { execution_id: string; path: string; key: string }
  /** Runs within runs that are allowed, this one counted. Default 10. */
  max_depth?: number
  /** The parent needs what comes of it: it is signalled at the end, and its own end cancels the run. Default true. */
  waits?: boolean
}

/** What came of a run; `output` is null until it is completed. */
export interface WorkflowOutcome {
  status: 'pending' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled'
  output: JsonValue
  /** `cause`: where the run failed because one that it started did, the failure that it began with. */
  error: { code: string; message: string; cause?: RunCause } | null
}

/** The first failure of a chain of runs. */
export interface RunCause {
  execution_id: string
  code: string
  message: string
}

/** Runs other workflows. Throws `NodeError`: `workflow_missing`, `workflow_invalid`, `depth_exceeded`, `queue_full`, `aborted`. */
export interface WorkflowService {
  list(): Promise<CallableWorkflow[]>
  describe(workflowId: string, version?: number): Promise<CallableWorkflow>
  /**
   * The same key of the same parent starts one run only, however often it is asked: its id follows from them. `signal`
   * is what comes to the parent when it has ended.
   */
  start(request: RunWorkflowRequest): Promise<{ execution_id: string; signal: string }>
  outcome(execution_id: string): Promise<WorkflowOutcome>
  /** Settles when the run has ended. Throws `child_failed` where it did not complete. */
  result(execution_id: string, context?: CallContext): Promise<JsonValue>
  cancel(execution_id: string): Promise<void>
}
