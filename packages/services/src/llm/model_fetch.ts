import { NodeError } from '@llamanexus/node-sdk'

/** Past this, an answer is a fault: more than any model writes. */
export const MAX_ANSWER_BYTES = 32 << 20

/**
 * A `fetch` for calls of models: it follows no redirect, so that a key goes nowhere but to the address it is for, ends
 * an answer that is too long with `response_too_large`, and adds what a credential wants in the query.
 */
export function modelFetch(
  fetch: typeof globalThis.fetch,
  options: { max_bytes?: number; query?: Readonly<Record<string, string>> } = {},
): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value)
    const response = await fetch(url, { ...init, headers: withoutEmpty(init?.headers), redirect: 'manual' })
    if (!response.body) return response
    const { status, statusText, headers } = response
    const body = response.body.pipeThrough(limit(options.max_bytes ?? MAX_ANSWER_BYTES))
    return new Response(body, { status, statusText, headers })
  }
}

/** A client that was given no key sends the header for it all the same. */
function withoutEmpty(init: RequestInit['headers']): Record<string, string> {
  return Object.fromEntries([...new Headers(init)].filter(([, value]) => value !== ''))
}

function limit(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes <= maxBytes) controller.enqueue(chunk)
      else controller.error(tooLong(maxBytes))
    },
  })
}

const tooLong = (maxBytes: number): NodeError =>
  new NodeError('response_too_large', `The answer of the model is longer than ${maxBytes} bytes`, {
    hint: 'Limit the answer with "Longest answer", or ask for less.',
    retryable: false,
  })
