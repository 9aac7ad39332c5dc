import { type CompletionRequest, type CompletionResponse, NodeError, type Usage } from '@llamanexus/node-sdk'
import { type CallContext, chatCall } from './chat_call.ts'
import { countTokens } from './count_tokens.ts'
import { cutOff } from './cut_off.ts'
import type { Endpoint } from './endpoint.ts'
import { postTo } from './post_json.ts'
import { providerFailure } from './provider_failure.ts'
import { sseEvents } from './sse_events.ts'
import { toldUsage } from './told_usage.ts'

/** Asks `/completions`, streamed; a server that has none, or a model that only chats, is asked as a chat. */
export async function completeText(
  endpoint: Endpoint,
  model: string,
  request: CompletionRequest,
  context: CallContext,
): Promise<CompletionResponse> {
  const chat = () => {
    const messages = [{ role: 'user' as const, content: request.prompt }]
    return chatCall(endpoint, model, { ...request, messages }, context)
  }
  if (endpoint.kind === 'anthropic') return chat()
  try {
    return await complete(endpoint, model, request, context)
  } catch (error) {
    if (context.signal.aborted) throw error
    const failure = providerFailure(error, endpoint.name, Date.now())
    if (!hasNoCompletions(failure)) throw failure
    request.onNotice?.(`${endpoint.name} has no text completion for ${model}; asking it as a chat`)
    return chat()
  }
}

async function complete(
  endpoint: Endpoint,
  model: string,
  request: CompletionRequest,
  { signal, began, took }: CallContext,
): Promise<CompletionResponse> {
  const { prompt, suffix, temperature, max_tokens, top_p, stop, seed } = request
  const body = {
    model,
    prompt,
    suffix,
    temperature,
    max_tokens,
    top_p,
    stop,
    seed,
    stream: true,
    stream_options: { include_usage: true },
  }
  const response = await postTo(endpoint, '/completions', body, signal)
  let text = ''
  let reason: string | undefined
  let usage: Usage | undefined
  const take = (event: unknown) => {
    began()
    const { choices, error } = object(event)
    if (error) throw error
    const choice = object(Array.isArray(choices) ? choices[0] : undefined)
    if (typeof choice.text === 'string' && choice.text !== '') {
      text += choice.text
      request.onText?.(choice.text)
    }
    if (typeof choice.finish_reason === 'string') reason = choice.finish_reason
    usage = toldUsage(event, usage)
  }
  try {
    if (response.headers.get('content-type')?.includes('json')) take(await response.json())
    else if (response.body) {
      for await (const data of sseEvents(response.body)) {
        if (data === '[DONE]') break
        take(JSON.parse(data))
      }
    }
    if (reason === undefined) throw cutOff()
    usage ??= estimate(prompt, text)
    return { text, model, finish_reason: reason, usage }
  } finally {
    const counted = usage ?? (text === '' ? undefined : estimate(prompt, text))
    if (counted) took(counted)
  }
}

/** A path that is not there, or a refusal of the model as one for chats. */
function hasNoCompletions({ code, message, details }: NodeError): boolean {
  const { status } = object(details)
  if (code === 'model_unknown') return /chat model/i.test(message)
  if (code !== 'provider_error') return false
  return status === 404 || status === 405 || status === 501 || (status === 400 && /chat/i.test(message))
}

function estimate(prompt: string, text: string): Usage {
  const [prompted, completed] = [countTokens(prompt), countTokens(text)]
  return { prompt_tokens: prompted, completion_tokens: completed, total_tokens: prompted + completed }
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
