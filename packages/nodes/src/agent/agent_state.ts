import { addUsage, type ChatMessage, type Usage } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { CallResult } from './agent_tool.ts'

/** What a model said in one turn, as it is recorded. */
export interface Turn {
  kind: 'turn'
  text: string
  tool_calls: { id: string; name: string; arguments: JsonObject; fault?: string }[]
  // As plain JSON, which an interface is not.
  usage: { [Field in keyof Usage]: Usage[Field] }
  cost: number | null
  model: string
  finish_reason: string
  /** As the provider wants it back with the results. */
  thinking?: JsonValue[]
}

export type TraceEntry =
  | (Turn & { turn: number })
  | { kind: 'call'; turn: number; tool: string; args: JsonObject; result: CallResult }

/** Why an agent stopped. */
export type StopReason = 'answer' | 'stop_when' | 'max_turns' | 'max_tokens' | 'max_cost'

/** What an agent has done so far; it follows from its recorded steps. */
export interface AgentState {
  messages: ChatMessage[]
  trace: TraceEntry[]
  text: string
  usage: Usage
  cost: number | null
  /** By tool: calls that failed one after the other. */
  failures: Map<string, number>
}

export const newState = (messages: ChatMessage[]): AgentState => ({
  messages,
  trace: [],
  text: '',
  usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  cost: 0,
  failures: new Map(),
})

export function takeTurn(state: AgentState, turn: number, said: Turn): void {
  state.trace.push({ ...said, turn })
  if (said.text !== '') state.text = said.text
  countUsage(state, said)
  const calls: JsonValue[] = said.tool_calls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }))
  state.messages.push({
    role: 'assistant',
    content: said.text,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(said.thinking && { thinking: said.thinking }),
  })
}

export function countUsage(state: AgentState, { usage, cost }: Pick<Turn, 'usage' | 'cost'>): void {
  state.usage = addUsage(state.usage, usage)
  // One call whose price is not known makes the sum unknown.
  state.cost = state.cost === null || cost === null ? null : state.cost + cost
}

export interface Limits {
  max_turns: number
  max_tokens?: number
  max_cost?: number
}

/** The limit that forbids another turn. */
export function limitReached(state: AgentState, turns: number, limits: Limits): StopReason | undefined {
  if (turns >= limits.max_turns) return 'max_turns'
  if (limits.max_tokens !== undefined && state.usage.total_tokens >= limits.max_tokens) return 'max_tokens'
  if (limits.max_cost !== undefined && (state.cost ?? 0) >= limits.max_cost) return 'max_cost'
  return undefined
}
