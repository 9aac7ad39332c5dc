export interface WebSocketRequest {
  /** `ws:` or `wss:`. */
  url: string
  headers?: Readonly<Record<string, string>>
  /** Offered to the server, which takes one of them. */
  protocols?: readonly string[]
  /** Until the connection is open. Default 10,000. */
  timeout_ms?: number
  /** Of one message; a longer one ends the connection. Default 16 MiB. */
  max_message_bytes?: number
  /** Ends the connection, before it is open and after. */
  signal?: AbortSignal
  /** Text as text, binary messages as their bytes. */
  onMessage: (message: string | Uint8Array) => void
  /** Once, after the last message. */
  onClose: (closed: WebSocketClosed) => void
}

export interface WebSocketClosed {
  /** RFC 6455, 7.4; 1006 where the connection was cut. */
  code: number
  reason: string
  /** Why it ended where an error ended it: a message that is too long, a broken frame. */
  error?: Error
}

export interface WebSocketConnection {
  /** The one of those offered that the server took; empty where it took none. */
  readonly protocol: string
  /** Settles when the message was handed to the network. Throws `connection_closed`. */
  send(message: string | Uint8Array): Promise<void>
  /** Closes in both directions; a server that does not answer is cut off after a second. */
  close(code?: number, reason?: string): void
}

/**
 * WebSocket connections with the address guard of HTTP. `connect` settles when the connection is open and throws
 * `NodeError`: `url_invalid`, `address_refused`, `connect_failed`, `upgrade_refused` (with the status in the details),
 * `timeout`, `aborted`.
 */
export interface WebSocketService {
  connect(request: WebSocketRequest): Promise<WebSocketConnection>
}
