import type { ChatMessage, ChatRequest, Spent, Suspension } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import {
  type AgentState,
  countUsage,
  type Limits,
  limitReached,
  newState,
  type StopReason,
  type Turn,
  takeTurn,
} from './agent_state.ts'
import type { AgentTool, ToolChoice } from './agent_tool.ts'
import { askPatiently } from './ask_patiently.ts'
import { describeTools } from './describe_tools.ts'
import { type MemoryWindow, windowOf } from './memory_window.ts'
import { type AgentContext, performCalls } from './perform_calls.ts'
import { picturesOf, recentPictures } from './recent_pictures.ts'
import { shownResult } from './shown_result.ts'
import type { ToolServices } from './tool_services.ts'

export interface AgentWork {
  messages: ChatMessage[]
  /** Index of the message that sets the task. */
  task: number
  tools: readonly ToolChoice[]
  limits: Limits
  memory: MemoryWindow
  /** A bare expression, read after each turn. */
  stop_when?: string
  parallel: boolean
  /** Times that a tool may fail in a row. */
  max_failures: number
  /** Times that a turn is asked for again when the model does not answer. */
  model_retries: number
  /** Letters of a tool's result that the model is sent. */
  max_result: number
  /** Pictures of tool results that the model sees. */
  max_pictures: number
  prompt_cache: ChatRequest['prompt_cache']
  /** Which model, where, and how. */
  model: Omit<ChatRequest, 'messages' | 'tools' | 'prompt_cache' | 'signal' | 'onText' | 'onNotice'>
  services: ToolServices
  context: AgentContext
}

/**
 * The loop: the model says what to call, the calls are performed, the model goes on. Each turn and each call is a step,
 * so that after a restart or a wait the loop comes to where it was without asking or calling anything again.
 */
export async function runAgent(
  work: AgentWork,
): Promise<Suspension | { state: AgentState; stop_reason: StopReason }> {
  const { context, limits, services } = work
  const { signal } = context
  const state = newState([...work.messages])
  const describe = async () =>
    (await describeTools(work.tools, services, { signal })).map((tool) => ({ ...tool }))
  const tools =
    work.tools.length === 0
      ? []
      : await context.step('tools', describe, { effect: 'idempotent', info: { kind: 'tools' } })
  for (let turn = 1; ; turn += 1) {
    const reached = limitReached(state, turn - 1, limits)
    if (reached) {
      context.log('warn', `The agent came to its limit (${reached}) before it had an answer`)
      return { state, stop_reason: reached }
    }
    const said = await takeModelTurn(work, state, turn, tools)
    if ('suspend' in said) return said
    takeTurn(state, turn, said)
    if (await shouldStop(work, state, turn)) return { state, stop_reason: 'stop_when' }
    if (said.finish_reason === 'pause_turn') continue
    if (said.tool_calls.length === 0) return { state, stop_reason: 'answer' }
    const results = await performCalls({
      turn,
      calls: said.tool_calls,
      tools,
      parallel: work.parallel,
      isOff: (tool) => (state.failures.get(tool) ?? 0) >= work.max_failures,
      services,
      context,
    })
    if (!Array.isArray(results)) return results
    for (const [index, call] of said.tool_calls.entries()) {
      const result = results[index]
      if (!result) continue
      const { name: tool, arguments: args, id: tool_call_id } = call
      state.failures.set(tool, result.ok ? 0 : (state.failures.get(tool) ?? 0) + 1)
      const { content, traced } = shownResult(result, {
        letters: work.max_result,
        pictures: work.max_pictures,
      })
      state.trace.push({ kind: 'call', turn, tool, args, result: traced })
      state.messages.push({ role: 'tool', tool_call_id, content })
    }
  }
}

function takeModelTurn(
  work: AgentWork,
  state: AgentState,
  turn: number,
  tools: readonly AgentTool[],
): Promise<Suspension | Turn> {
  const { context, model, max_failures, limits, model_retries: retries } = work
  const messages = sentMessages(work, state.messages)
  const pictures = messages.flatMap(picturesOf).length
  const offered = tools.filter(({ id }) => (state.failures.get(id) ?? 0) < max_failures)
  const show = shownAfter(state.text, (text) => context.emit(text, 'response'))
  const ask = async () => {
    const answer = await context.services.llm.chat({
      ...model,
      messages,
      // Without tools there is no next turn to keep anything for.
      ...(offered.length > 0 && { tools: offered.map(toWire), prompt_cache: work.prompt_cache }),
      signal: context.signal,
      onText: show,
      onNotice: (message, data) => context.log('warn', message, data),
    })
    if (turn === 1 && limits.max_cost !== undefined && (answer.cost ?? null) === null)
      context.log('warn', `max_cost is not held: no price is known for ${answer.model}`)
    return {
      kind: 'turn' as const,
      text: answer.text,
      tool_calls: answer.tool_calls.map((call) => ({ ...call })),
      usage: { ...answer.usage },
      cost: answer.cost ?? null,
      model: answer.model,
      finish_reason: answer.finish_reason,
      ...(answer.thinking && { thinking: answer.thinking }),
    }
  }
  const missed = (spent: Spent) => countUsage(state, spent)
  const info = { kind: 'turn', turn, ...(pictures > 0 && { pictures }) }
  return askPatiently(context, { name: `turn ${turn}`, info, retries, ask, missed })
}

/** What of the conversation the model is sent. */
const sentMessages = (
  { task, memory, max_pictures }: AgentWork,
  messages: readonly ChatMessage[],
): ChatMessage[] => recentPictures(windowOf(messages, task, memory), max_pictures)

/** What a turn says begins a paragraph of its own where another has spoken before. */
function shownAfter(before: string, emit: (text: string) => void): (text: string) => void {
  let isFirst = before !== ''
  return (text) => {
    emit(isFirst ? `\n\n${text}` : text)
    isFirst = false
  }
}

/** Asks once more, without tools, for the answer as data. */
export async function answerAsData(
  work: AgentWork,
  state: AgentState,
  response_schema: JsonObject,
): Promise<Suspension | { object: JsonValue }> {
  const { context, model, model_retries: retries } = work
  const wanted: ChatMessage = { role: 'user', content: 'Give your answer as data, by the schema.' }
  const ask = async () => {
    const answer = await context.services.llm.chat({
      ...model,
      messages: sentMessages(work, [...state.messages, wanted]),
      response_schema,
      signal: context.signal,
    })
    return {
      kind: 'data' as const,
      object: answer.object ?? null,
      usage: { ...answer.usage },
      cost: answer.cost ?? null,
    }
  }
  const answer = await askPatiently(context, {
    name: 'data',
    info: { kind: 'data' },
    retries,
    ask,
    missed: (spent) => countUsage(state, spent),
  })
  if ('suspend' in answer) return answer
  countUsage(state, answer)
  return { object: answer.object }
}

async function shouldStop(
  { stop_when, context }: AgentWork,
  state: AgentState,
  turn: number,
): Promise<boolean> {
  if (!stop_when) return false
  const steps = JSON.parse(JSON.stringify(state.trace)) as JsonValue
  return Boolean(await context.evaluate(stop_when, { text: state.text, turn, steps }))
}

const toWire = ({ id, description, parameters }: AgentTool): JsonValue => ({
  type: 'function',
  function: { name: id, description, parameters },
})
