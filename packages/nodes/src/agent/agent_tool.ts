import type { Effect, JsonObject, JsonValue } from '@llamanexus/workflow'
import { withoutData } from './without_data.ts'

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
  | { ok: true; value: JsonValue }
  | { ok: false; error: { code: string; message: string } }

/** What the model is sent of a result: at most so many letters, no base64, and word of what is missing. */
export function asMessage(result: CallResult, max: number): string {
  if (!result.ok) return `Error (${result.error.code}): ${result.error.message}`
  const text = typeof result.value === 'string' ? result.value : JSON.stringify(withoutData(result.value))
  if (text.length <= max) return text
  return `${text.slice(0, max).toWellFormed()}\n[cut: the first ${max} of ${text.length} letters]`
}
