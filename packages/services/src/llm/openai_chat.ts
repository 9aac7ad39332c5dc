import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider'
import {
  type ChatRequest,
  type ChatResponse,
  NodeError,
  type ToolCall,
  type Usage,
} from '@llamanexus/node-sdk'
import { chatOptions } from './chat_options.ts'
import { countTokens } from './count_tokens.ts'
import type { Endpoint } from './endpoint.ts'
import { providerFailure } from './provider_failure.ts'

/**
 * One call of a chat model, streamed. No retries in here: the node's policy owns them. Throws `NodeError` as `LlmService`
 * says, except for time and abort, which the caller sees on its signal.
 */
export async function openaiChat(
  endpoint: Endpoint,
  model: string,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<ChatResponse> {
  const provider = createOpenAICompatible({
    name: endpoint.name,
    baseURL: endpoint.base_url.replace(/\/+$/, ''),
    apiKey: endpoint.api_key,
    headers: { ...endpoint.headers },
    fetch: endpoint.fetch,
    includeUsage: true,
    supportsStructuredOutputs: true,
  })
  try {
    const { stream } = await provider.chatModel(model).doStream(chatOptions(request, signal))
    const answer = await collect(stream, request.onText)
    return { ...answer, model, usage: answer.usage ?? estimate(request, answer.text) }
  } catch (error) {
    throw signal.aborted ? error : providerFailure(error, endpoint.name, Date.now())
  }
}

interface Collected {
  text: string
  finish_reason: string
  tool_calls: ToolCall[]
  usage?: Usage
}

async function collect(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  onText?: (text: string) => void,
): Promise<Collected> {
  const answer: Collected = { text: '', finish_reason: 'stop', tool_calls: [] }
  let finished = false
  for await (const part of stream) {
    if (part.type === 'text-delta' && part.delta !== '') {
      answer.text += part.delta
      onText?.(part.delta)
    } else if (part.type === 'tool-call') {
      answer.tool_calls.push({ id: part.toolCallId, name: part.toolName, arguments: toolArguments(part) })
    } else if (part.type === 'finish') {
      finished = true
      answer.finish_reason = finishReason(part.finishReason)
      answer.usage = usageOf(part.usage)
    } else if (part.type === 'error') throw part.error
  }
  if (!finished || answer.finish_reason === 'interrupted') {
    throw new NodeError('provider_error', 'The connection was cut before the answer was complete', {
      hint: 'Try again; the server may have been restarted or overloaded.',
    })
  }
  return answer
}

function toolArguments(call: { toolName: string; input: string }): ToolCall['arguments'] {
  try {
    return JSON.parse(call.input || '{}')
  } catch (cause) {
    throw new NodeError(
      'provider_error',
      `The model called ${call.toolName} with arguments that are no JSON`,
      { cause },
    )
  }
}

/** The provider's own word where it is one of the common ones. */
function finishReason(reason: { unified: string; raw?: string }): string {
  switch (reason.unified) {
    case 'tool-calls':
      return 'tool_calls'
    case 'content-filter':
      return 'content_filter'
    default:
      return reason.unified
  }
}

function usageOf(usage: LanguageModelV4Usage): Usage | undefined {
  const prompt = usage.inputTokens.total
  const completion = usage.outputTokens.total
  if (prompt === undefined || completion === undefined) return undefined
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}

/** For servers that report none. */
function estimate(request: ChatRequest, text: string): Usage {
  const prompt = request.messages.reduce(
    (sum, message) => sum + countTokens(JSON.stringify(message.content)),
    0,
  )
  const completion = countTokens(text)
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion }
}
