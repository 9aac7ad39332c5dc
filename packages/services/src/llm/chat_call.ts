import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider'
import type { ChatMessage, ChatRequest, ChatResponse, ToolCall, Usage } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { chatOptions, plainText } from './chat_options.ts'
import { countTokens } from './count_tokens.ts'
import { cutOff } from './cut_off.ts'
import type { Endpoint } from './endpoint.ts'
import { providerFailure } from './provider_failure.ts'
import { collectThoughts } from './thinking.ts'
import { toldUsage } from './told_usage.ts'
import { wireModel } from './wire_model.ts'

/** What a call of a model needs beside the request. */
export interface CallContext {
  signal: AbortSignal
  /** Called when the server begins to answer. */
  began: () => void
  /** Called with the tokens of each call that has ended, well or not. */
  took: (usage: Usage) => void
}

/**
 * One call of a chat model, streamed. No retries in here: the node's policy owns them. Throws `NodeError` as `LlmService`
 * says, except for time and abort, which the caller sees on its signal.
 */
export async function chatCall(
  endpoint: Endpoint,
  model: string,
  request: ChatRequest,
  { signal, began, took }: CallContext,
): Promise<ChatResponse> {
  const answer: Collected = { text: '', finish_reason: 'stop', tool_calls: [] }
  const thoughts = collectThoughts()
  /** All that was written, thoughts and the arguments of calls too. */
  let written = ''
  const takePart = (part: LanguageModelV4StreamPart) => {
    thoughts.take(part)
    if (part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'tool-input-delta')
      written += part.delta
  }
  try {
    const { stream } = await (await wireModel(endpoint, model)).doStream(
      chatOptions(request, endpoint.kind, signal),
    )
    await collect(stream, request, began, answer, takePart)
    const usage = answer.usage ?? estimate(request, written)
    took(usage)
    const thinking = thoughts.signed()
    return { ...answer, model, usage, ...(thinking.length > 0 && { thinking }) }
  } catch (error) {
    const usage = answer.usage ?? (written === '' ? undefined : estimate(request, written))
    if (usage) took(usage)
    throw signal.aborted ? error : providerFailure(error, endpoint.name, Date.now())
  }
}

interface Collected {
  text: string
  finish_reason: string
  tool_calls: ToolCall[]
  usage?: Usage
}

/** Fills the answer as it comes in, so that what is there when it breaks off is known. */
async function collect(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  { onText, onNotice }: ChatRequest,
  began: () => void,
  answer: Collected,
  takePart: (part: LanguageModelV4StreamPart) => void,
): Promise<void> {
  let finished = false
  let thought = false
  for await (const part of stream) {
    if (part.type === 'stream-start') {
      for (const warning of part.warnings) onNotice?.(warningText(warning))
      continue
    }
    began()
    thought ||= part.type === 'reasoning-delta'
    takePart(part)
    if (part.type === 'text-delta' && part.delta !== '') {
      answer.text += part.delta
      onText?.(part.delta)
    } else if (part.type === 'tool-call') {
      answer.tool_calls.push({ id: part.toolCallId, name: part.toolName, ...toolArguments(part.input) })
    } else if (part.type === 'raw') answer.usage = toldUsage(part.rawValue, answer.usage)
    else if (part.type === 'finish') {
      finished = true
      answer.finish_reason = finishReason(part.finishReason)
      answer.usage = withCache(usageOf(part.usage), answer.usage)
    } else if (part.type === 'error') throw part.error
  }
  if (!finished || answer.finish_reason === 'interrupted') throw cutOff()
  // Some servers only say that they have stopped.
  if (answer.tool_calls.length > 0 && answer.finish_reason === 'stop') answer.finish_reason = 'tool_calls'
  if (answer.usage?.total_tokens === 0 && answer.text !== '') answer.usage = undefined
  if (answer.text === '' && answer.tool_calls.length === 0 && answer.finish_reason === 'stop')
    onNotice?.(EMPTY + (thought ? ': all that it wrote was thought' : ''))
  if (answer.finish_reason === 'length') onNotice?.(cutShort(answer.text, thought))
  if (answer.finish_reason === 'content_filter')
    onNotice?.('The model refused to answer, or a filter cut its answer')
  if (answer.finish_reason === 'pause_turn')
    onNotice?.('The model has paused: sent its answer back, it goes on')
}

const EMPTY = 'The model gave an empty answer'

const cutShort = (text: string, thought: boolean): string =>
  text === '' && thought
    ? 'The answer was cut at the longest that it may be, in tokens, and all of it was thought: raise it'
    : 'The answer was cut: it reached the longest that it may be, in tokens, or the end of what the model can take'

function warningText(warning: {
  type: string
  feature?: string
  details?: string
  message?: string
}): string {
  const feature = warning.feature && (FIELDS[warning.feature] ?? warning.feature)
  const about = feature ? `The model does not take "${feature}" as it is` : 'The model says'
  const details = warning.details ?? warning.message
  return details ? `${about}: ${details}` : about
}

/** What the library calls the fields of the nodes. */
const FIELDS: Readonly<Record<string, string>> = {
  maxOutputTokens: 'max_tokens',
  topP: 'top_p',
  stopSequences: 'stop',
  toolChoice: 'tool_choice',
  responseFormat: 'response_schema',
}

/** Small models get it wrong now and then; an agent tells them so. */
function toolArguments(input: string): Pick<ToolCall, 'arguments' | 'fault'> {
  try {
    const read: unknown = JSON.parse(input || '{}')
    // Some servers write the arguments as the text of a text.
    const value: unknown = typeof read === 'string' ? JSON.parse(read) : read
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { arguments: value as ToolCall['arguments'] }
  } catch {
    // What is no JSON is no object either.
  }
  return { arguments: {}, fault: `no JSON object: ${input.slice(0, 200)}` }
}

/** The provider's own word where it is one of the common ones. */
function finishReason(reason: { unified: string; raw?: string }): string {
  // Not an end: the answer goes on where it is sent back.
  if (reason.raw === 'pause_turn') return reason.raw
  switch (reason.unified) {
    case 'tool-calls':
      return 'tool_calls'
    case 'content-filter':
      return 'content_filter'
    default:
      return reason.unified
  }
}

function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage | undefined {
  const { total: prompt, cacheRead, cacheWrite } = inputTokens
  const { total: completion, reasoning } = outputTokens
  if (prompt === undefined || completion === undefined) return undefined
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(cacheRead && { cached_tokens: cacheRead }),
    ...(cacheWrite && { cache_write_tokens: cacheWrite }),
    ...(reasoning && { reasoning_tokens: reasoning }),
  }
}

/** The library knows what came from a cache by the usual names only. */
function withCache(usage: Usage | undefined, told: Usage | undefined): Usage | undefined {
  if (!usage || !told) return usage ?? told
  const { cached_tokens, cache_write_tokens } = told
  return {
    ...(cached_tokens && { cached_tokens }),
    ...(cache_write_tokens && { cache_write_tokens }),
    ...usage,
  }
}

/** For servers that report none. */
function estimate({ messages, tools = [] }: ChatRequest, written: string): Usage {
  const prompt = messages.reduce(
    (sum, { content, tool_calls: calls = [] }) => sum + contentTokens(content) + jsonTokens(calls),
    jsonTokens(tools),
  )
  const completion = countTokens(written)
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

const jsonTokens = (values: readonly JsonValue[]): number =>
  values.reduce<number>((sum, value) => sum + countTokens(JSON.stringify(value)), 0)

/** A picture by its area, about, which its letters say nothing of. */
function contentTokens(content: ChatMessage['content']): number {
  const pictures = typeof content === 'string' ? 0 : content.length - textParts(content)
  return countTokens(plainText(content)) + pictures * PICTURE_TOKENS
}

const PICTURE_TOKENS = 1500

const textParts = (content: JsonValue[]): number =>
  content.filter((part) => typeof part === 'object' && part !== null && 'text' in part).length
