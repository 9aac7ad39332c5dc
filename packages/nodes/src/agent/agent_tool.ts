import type { Effect, JsonObject, JsonValue } from '@llamanexus/workflow'

/** A tool as it stands in the configuration. */
export interface ToolChoice {
  kind: 'function' | 'mcp' | 'workflow' | 'retrieval'
  /** Function, tool of the MCP server (all of them where there is none), id of the workflow, or collection. */
  name?: string
  /** MCP: the server by name or address. */
  server?: string
  approval?: 'never' | 'always'
  /** Told to the model in place of the tool's own description. */
  description?: string
  /** What calling it twice does. Default: `pure` for functions and retrieval, `unsafe` for MCP. */
  effect?: Effect
  /** Retrieval: how many passages. */
  k?: number
}

/** A tool as the model is told of it, and how it is called. Plain JSON: it is recorded with the run. */
export interface AgentTool {
  /** What the model calls it, unique. */
  id: string
  kind: ToolChoice['kind']
  /** What the service calls it. */
  name: string
  server: string | null
  description: string
  /** JSON Schema of its arguments. */
  parameters: JsonObject
  approval: 'never' | 'always'
  effect: Effect
  k: number | null
}

/** What came of a call; a failure is an answer too, which the model gets to see. */
export type CallResult =
  | {
      ok: true
      value: JsonValue
      /** Those that came beside the value; in a trace, what pictures there are. */
      pictures?: JsonValue[]
    }
  | { ok: false; error: { code: string; message: string } }
