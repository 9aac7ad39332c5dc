import { NodeError } from '@llamanexus/node-sdk'
import { cutOff } from './cut_off.ts'

/** Past this, an answer is a fault: more than any model writes. */
export const MAX_ANSWER_BYTES = 32 << 20

/**
 * A `fetch` for calls of models: it follows no redirect, so that a key goes nowhere but to the address it is for, ends
 * an answer that is too long with `response_too_large` and one that is cut with `provider_error`, and adds what a
 * credential wants in the query.
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
    const body = ReadableStream.from(pieces(response.body, options.max_bytes ?? MAX_ANSWER_BYTES))
    return new Response(body, { status, statusText, headers })
  }
}

/** A client that was given no key sends the header for it all the same. */
function withoutEmpty(init: RequestInit['headers']): Record<string, string> {
  return Object.fromEntries([...new Headers(init)].filter(([, value]) => value !== ''))
}

async function* pieces(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let bytes = 0
  try {
    for await (const chunk of body) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw tooLong(maxBytes)
      yield chunk as Uint8Array<ArrayBuffer>
    }
  } catch (error) {
    throw error instanceof NodeError && error.code !== 'connect_failed' ? error : cutOff(error)
  }
}

const tooLong = (maxBytes: number): NodeError =>
  new NodeError('response_too_large', `The answer of the model is longer than ${maxBytes} bytes`, {
    hint: 'Limit the answer with "Longest answer", or ask for less.',
    retryable: false,
  })
