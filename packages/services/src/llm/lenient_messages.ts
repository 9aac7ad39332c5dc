import { sseEvents } from './sse_events.ts'

const event = (data: string): string => `data: ${data}\n\n`
const STOPPED = JSON.stringify({ type: 'message_stop' })

const EVENTS = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'error',
])
const BLOCKS = new Set(['text', 'tool_use', 'thinking', 'redacted_thinking'])
const DELTAS = new Set(['text_delta', 'input_json_delta', 'thinking_delta', 'signature_delta'])

/**
 * The events of a streamed answer in Anthropic's form without those that a client has to pass over: kinds that came
 * later than it, and what tools of the provider's own have done. One that has a reason for its end has ended.
 */
export async function* lenientMessages(
  body: ReadableStream<Uint8Array>,
  provider: string,
): AsyncGenerator<string> {
  const passed = new Set<number | undefined>()
  let hasReason = false
  for await (const data of sseEvents(body)) {
    const told = parsed(data)
    if (!told) yield event(data)
    else if (typeof told.error === 'string')
      yield event(
        JSON.stringify({ type: 'error', error: { type: 'api_error', message: told.error || provider } }),
      )
    else if (isKnown(told, passed)) yield event(data)
    hasReason ||= typeof told?.delta?.stop_reason === 'string'
    if (told?.type === 'message_stop') return
  }
  if (hasReason) yield event(STOPPED)
}

function isKnown({ type = '', index, content_block, delta }: Told, passed: Set<number | undefined>): boolean {
  if (!EVENTS.has(type)) return false
  if (type === 'content_block_start' && !BLOCKS.has(content_block?.type ?? '')) passed.add(index)
  if (type.startsWith('content_block_') && passed.has(index)) return false
  return type !== 'content_block_delta' || DELTAS.has(delta?.type ?? '')
}

interface Told {
  type?: string
  index?: number
  error?: unknown
  content_block?: { type?: string }
  delta?: { type?: string; stop_reason?: string | null }
}

function parsed(data: string): Told | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
