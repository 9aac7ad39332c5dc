import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Endpoint } from './endpoint.ts'
import { lenientEvents } from './lenient_events.ts'
import { lenientFetch } from './lenient_fetch.ts'
import { lenientMessages } from './lenient_messages.ts'
import { wholeChat } from './whole_chat.ts'
import { wholeMessage } from './whole_message.ts'

/** The model as the AI SDK calls it, in the format that the endpoint speaks; the library is loaded with the first call. */
export async function wireModel(endpoint: Endpoint, model: string): Promise<LanguageModelV4> {
  const { name, kind, fetch } = endpoint
  const common = {
    name,
    baseURL: endpoint.base_url.replace(/\/+$/, ''),
    headers: { ...endpoint.headers },
  }
  if (kind === 'anthropic') {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    // An empty key keeps the library from looking for one in the environment; the true one is among the headers.
    return createAnthropic({
      ...common,
      fetch: lenientFetch(fetch, name, { events: lenientMessages, whole: wholeMessage }),
      apiKey: '',
    }).languageModel(model)
  }
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  return createOpenAICompatible({
    ...common,
    fetch: lenientFetch(fetch, name, { events: lenientEvents, whole: wholeChat }),
    includeUsage: true,
    supportsStructuredOutputs: true,
    ...(kind === 'openai' && { transformRequestBody: forOpenAI }),
  }).chatModel(model)
}

/** OpenAI's newer models know the limit by another name only, and its older ones by both. */
function forOpenAI({ max_tokens: limit, ...body }: Record<string, unknown>): Record<string, unknown> {
  return limit === undefined ? body : { ...body, max_completion_tokens: limit }
}
