import { NodeError, type WebSocketClosed, type WebSocketConnection } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export interface Collecting {
  connect(handlers: {
    signal: AbortSignal
    onMessage: (raw: string | Uint8Array) => void
    onClose: (closed: WebSocketClosed) => void
  }): Promise<WebSocketConnection>
  /** Sent once the connection is open. */
  message?: string | Uint8Array
  decode: (raw: string | Uint8Array) => JsonValue
  fits: (message: JsonValue, index: number) => Promise<boolean>
  until: 'count' | 'match' | 'close' | 'sent'
  count: number
  timeout_ms: number
  /** When the time is over, what has come is the result. */
  emits: boolean
  signal: AbortSignal
  onMessage: (seen: number) => void
}

export interface Collected {
  messages: JsonValue[]
  closed: JsonObject
}

/** Messages that a run can carry; a server that sends for ever must not fill the memory. */
const MAX_MESSAGES = 10_000
const MAX_BYTES = 64 * 1024 * 1024

/** Opens a connection and listens until what is waited for has come; it is closed in every case. */
export async function collectMessages(options: Collecting): Promise<Collected> {
  const { until, count, decode, signal } = options
  const messages: JsonValue[] = []
  const end = Promise.withResolvers<JsonObject>()
  // Nobody may be listening yet when it fails.
  end.promise.catch(() => {})
  const ending = new AbortController()
  const timer = setTimeout(onTimeout, options.timeout_ms)
  const byUs = { by: 'workflow', code: 1000, reason: '' }
  let bytes = 0
  let handled: Promise<void> = Promise.resolve()
  let isOver = false

  function onTimeout() {
    if (options.emits && messages.length > 0) end.resolve(byUs)
    else end.reject(tooLate(messages.length))
  }

  async function take(raw: string | Uint8Array): Promise<void> {
    if (isOver) return
    const message = decode(raw)
    messages.push(message)
    options.onMessage(messages.length)
    if (until === 'count' && messages.length >= count) return finish()
    if (until === 'match' && (await options.fits(message, messages.length - 1))) return finish()
    if (messages.length >= MAX_MESSAGES || bytes > MAX_BYTES) throw tooMuch()
  }

  function finish() {
    isOver = true
    end.resolve(byUs)
  }

  const onMessage = (raw: string | Uint8Array) => {
    bytes += raw.length
    // One after the other, whatever an expression takes.
    handled = handled.then(() => take(raw)).catch((error: unknown) => end.reject(error))
  }
  const onClose = async (closed: WebSocketClosed) => {
    await handled
    if (closed.error) end.reject(closed.error)
    else if (until === 'close' && closed.code !== 1006)
      end.resolve({ by: 'server', code: closed.code, reason: closed.reason })
    else end.reject(closedEarly(closed, messages.length))
  }

  let connection: WebSocketConnection | undefined
  try {
    connection = await options.connect({
      signal: AbortSignal.any([signal, ending.signal]),
      onMessage,
      onClose,
    })
    if (options.message !== undefined) await connection.send(options.message)
    if (until === 'sent') return { messages, closed: byUs }
    return { messages, closed: await end.promise }
  } catch (error) {
    ending.abort()
    throw signal.aborted
      ? new NodeError('aborted', 'The connection was cancelled', { retryable: false })
      : error
  } finally {
    clearTimeout(timer)
    connection?.close()
  }
}

const tooLate = (seen: number): NodeError =>
  new NodeError('timeout', `The time is over after ${seen} ${seen === 1 ? 'message' : 'messages'}`, {
    field: 'timeout',
    hint: 'Raise the time limit, wait for fewer messages, or take what has come when the time is over.',
  })

const closedEarly = ({ code, reason }: WebSocketClosed, seen: number): NodeError =>
  new NodeError(
    'connection_closed',
    `The connection ended after ${seen} ${seen === 1 ? 'message' : 'messages'}: code ${code}${reason && `, ${reason}`}`,
    {
      hint: 'Listen until the server closes, if that is how it ends; otherwise look up the code in its documentation.',
      details: { code, reason, messages: seen },
    },
  )

const tooMuch = (): NodeError =>
  new NodeError(
    'response_too_large',
    `More than ${MAX_MESSAGES} messages or ${MAX_BYTES / 1024 / 1024} MB came`,
    {
      field: 'until',
      hint: 'Listen until fewer messages have come, or subscribe to less.',
      retryable: false,
    },
  )
