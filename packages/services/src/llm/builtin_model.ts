import { setTimeout as pause } from 'node:timers/promises'
import type { ChatRequest, ChatResponse, ModelInfo, ToolCall } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { fillSchema } from './builtin_fill.ts'
import { type BuiltinPrompt, readPrompt } from './builtin_prompt.ts'
import { fittingCall, lastResult } from './builtin_tools.ts'
import { functionTool, toolChoice } from './chat_options.ts'
import { countTokens } from './count_tokens.ts'
import { best, scores } from './lexical.ts'

export const BUILTIN: ModelInfo = {
  id: 'builtin',
  provider: 'builtin',
  name: 'Builtin (extractive)',
  description:
    'No language model: picks the sentences of the given text that answer the question best, always the same ones. ' +
    'For a first run and for tests; needs no key and no network.',
}

/** Between two words, so that streaming can be seen and other work gets its turn. */
const WORD_PAUSE_MS = 12

/** Answers out of the given text alone, word by word, the same for the same request. */
export async function builtinChat(request: ChatRequest, signal: AbortSignal): Promise<ChatResponse> {
  const prompt = readPrompt(request.messages)
  const prompted = request.messages.reduce(
    (sum, message) => sum + countTokens(JSON.stringify(message.content)),
    0,
  )
  const respond = (text: string, reason: string, calls: ToolCall[] = []): ChatResponse => {
    const completed = countTokens(text)
    const usage = {
      prompt_tokens: prompted,
      completion_tokens: completed,
      total_tokens: prompted + completed,
    }
    return { text, model: BUILTIN.id, finish_reason: reason, tool_calls: calls, usage }
  }
  const forced = forcedCall(request, prompt) ?? fittingCall(request, prompt)
  if (forced) return respond('', 'tool_calls', [forced])
  if (request.response_schema) {
    const object = fillSchema(request.response_schema, withStatement(prompt))
    const text = JSON.stringify(object)
    await stream(text, request.onText, signal)
    return { ...respond(text, 'stop'), object }
  }
  const { text, reason } = limit(answer(prompt, lastResult(request)), request)
  await stream(text, request.onText, signal)
  return respond(text, reason)
}

/** A text that asks nothing is all text to take data from, its first line too. */
const withStatement = (prompt: BuiltinPrompt): BuiltinPrompt =>
  prompt.is_statement ? { ...prompt, sentences: [prompt.question, ...prompt.sentences] } : prompt

function answer({ question, sentences, summary }: BuiltinPrompt, result: string | undefined): string {
  if (sentences.length === 0 && result) return result
  if (sentences.length === 0) {
    return 'I am the builtin model: I answer out of the text that I am given, and there was none. Connect a language model for open questions.'
  }
  const chosen = summary ? central(sentences, 3) : best(question, sentences, 3)
  if (chosen.length === 0 && result) return result
  if (chosen.length === 0) return 'The text that I was given does not say.'
  return chosen.map((index) => sentences[index]).join(' ')
}

/** The sentences that share most with the others, in their order. */
function central(sentences: readonly string[], count: number): number[] {
  return scores(sentences.join(' '), sentences)
    .map((score, index) => ({ score, index }))
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index)
    .toSorted((a, b) => a - b)
}

/** The call that the request leaves no choice about, with arguments filled from the text. */
function forcedCall(request: ChatRequest, prompt: BuiltinPrompt): ToolCall | undefined {
  const choice = toolChoice(request.tool_choice)
  if (choice?.type !== 'required' && choice?.type !== 'tool') return undefined
  const tools = (request.tools ?? []).map(functionTool)
  const tool = choice.type === 'tool' ? tools.find(({ name }) => name === choice.toolName) : tools[0]
  if (!tool) return undefined
  const filled = fillSchema(tool.inputSchema as JsonObject, prompt)
  return { id: `call_${tool.name}`, name: tool.name, arguments: filled as JsonObject }
}

function limit(text: string, request: ChatRequest): { text: string; reason: string } {
  const stops = (request.stop ?? []).map((stop) => text.indexOf(stop)).filter((at) => at >= 0)
  const stopped = stops.length > 0 ? text.slice(0, Math.min(...stops)) : text
  const words = stopped.split(/(?<=\s)/)
  let left = request.max_tokens ?? Number.POSITIVE_INFINITY
  const kept = words.filter((word) => {
    left -= countTokens(word)
    return left >= 0
  })
  return kept.length < words.length
    ? { text: kept.join('').trimEnd(), reason: 'length' }
    : { text: stopped, reason: 'stop' }
}

async function stream(text: string, onText: ChatRequest['onText'], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (!onText) return
  for (const word of text.split(/(?<=\s)/)) {
    if (word === '') continue
    onText(word)
    await pause(WORD_PAUSE_MS, undefined, { signal })
  }
}
