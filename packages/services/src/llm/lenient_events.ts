import { cutOff } from './cut_off.ts'
import { sseEvents } from './sse_events.ts'

const event = (data: string): string => `data: ${data}\n\n`
const STOPPED = JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })

/**
 * The events of a streamed chat as the protocol wants them: an error is an object, the arguments of a call are text, and
 * what is marked as done has a reason. Throws `NodeError` `provider_error` where the stream ends before it is done.
 */
export async function* lenientEvents(
  body: ReadableStream<Uint8Array>,
  provider: string,
): AsyncGenerator<string> {
  let hasReason = false
  for await (const data of sseEvents(body)) {
    if (data === '[DONE]') {
      if (!hasReason) yield event(STOPPED)
      yield event(data)
      return
    }
    hasReason ||= /"finish_reason"\s*:\s*"/.test(data)
    // Looked at as text, since nearly no event needs a second reading.
    yield event(/"(?:error|arguments)"\s*:\s*["{]/.test(data) ? mended(data, provider) : data)
  }
  if (!hasReason) throw cutOff()
}

interface Chunk {
  error?: unknown
  choices?: { delta?: { tool_calls?: { function?: { arguments?: unknown } }[] } }[]
}

function mended(data: string, provider: string): string {
  let chunk: Chunk
  try {
    chunk = JSON.parse(data) as Chunk
  } catch {
    return data
  }
  if (typeof chunk.error === 'string')
    return JSON.stringify({ error: { message: chunk.error || `${provider} broke off` } })
  for (const { delta } of chunk.choices ?? [])
    for (const { function: called } of delta?.tool_calls ?? [])
      if (typeof called?.arguments === 'object') called.arguments = JSON.stringify(called.arguments)
  return JSON.stringify(chunk)
}
