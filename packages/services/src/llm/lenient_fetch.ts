import { lenientEvents } from './lenient_events.ts'
import { noAnswer } from './provider_failure.ts'
import { toldBy } from './told_by.ts'

/**
 * A `fetch` for chats in OpenAI's form that takes what servers really send: whole answers where a stream was asked for,
 * errors with a status of success, ends without a reason. Throws `NodeError` for what is no answer of a model.
 */
export function lenientFetch(fetch: typeof globalThis.fetch, provider: string): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (!response.ok) return response
    if (response.body && response.headers.get('content-type')?.includes('event-stream'))
      return eventStream(response.body, provider)
    const text = await response.text()
    const isStream = /^\s*(?:data|event|:)/.test(text)
    return eventStream(new Blob([isStream ? text : asEvents(text, provider)]).stream(), provider)
  }
}

function eventStream(body: ReadableStream<Uint8Array>, provider: string): Response {
  const events = ReadableStream.from(lenientEvents(body, provider)).pipeThrough(new TextEncoderStream())
  return new Response(events, { headers: { 'content-type': 'text/event-stream' } })
}

/** The whole answer as a stream of one piece. */
function asEvents(text: string, provider: string): string {
  const answer = parsed(text)
  const choice = answer?.choices?.[0]
  if (!choice?.message) throw noAnswer(provider, toldBy(text).message)
  const { tool_calls: calls, ...message } = choice.message
  const delta = { ...message, ...(calls && { tool_calls: calls.map((call, index) => ({ index, ...call })) }) }
  const chunk = { ...answer, choices: [{ index: 0, delta, finish_reason: choice.finish_reason ?? 'stop' }] }
  return `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`
}

interface WholeAnswer {
  choices?: { message?: { tool_calls?: object[] }; finish_reason?: string }[]
}

function parsed(text: string): WholeAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
