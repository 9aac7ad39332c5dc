/** How one format is read that servers take lightly. */
export interface LenientForm {
  /** Its events as the format wants them. Throws `NodeError` where the stream ends before it is done. */
  events(body: ReadableStream<Uint8Array>, provider: string): AsyncGenerator<string>
  /** A whole answer as a stream. Throws `NodeError` for what is no answer of a model. */
  whole(text: string, provider: string): string
}

/**
 * A `fetch` for chats that takes what servers really send: whole answers where a stream was asked for, errors with a
 * status of success, ends without a reason. Throws as the form does.
 */
export function lenientFetch(
  fetch: typeof globalThis.fetch,
  provider: string,
  { events, whole }: LenientForm,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (!response.ok) return response
    if (response.body && response.headers.get('content-type')?.includes('event-stream'))
      return eventStream(events(response.body, provider))
    const text = await response.text()
    const isStream = /^\s*(?:data|event|:)/.test(text)
    return eventStream(events(new Blob([isStream ? text : whole(text, provider)]).stream(), provider))
  }
}

function eventStream(events: AsyncGenerator<string>): Response {
  const body = ReadableStream.from(events).pipeThrough(new TextEncoderStream())
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}
