import type { WebSocketConnection, WebSocketService } from '@llamanexus/node-sdk'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'

export interface WebSocketTransportOptions {
  sockets: WebSocketService
  url: string
  /** Asked at each start, since a token may have been renewed. */
  headers: () => Promise<Record<string, string>>
}

/** MCP over a WebSocket: one JSON-RPC message a text message, under the subprotocol `mcp`. */
export function createWebSocketTransport({ sockets, url, headers }: WebSocketTransportOptions): Transport {
  let connection: WebSocketConnection | undefined
  const abort = new AbortController()
  const transport: Transport = {
    async start() {
      connection = await sockets.connect({
        url,
        headers: await headers(),
        protocols: ['mcp'],
        signal: abort.signal,
        onMessage(message) {
          try {
            transport.onmessage?.(JSON.parse(textOf(message)) as JSONRPCMessage)
          } catch (error) {
            transport.onerror?.(error instanceof Error ? error : new Error(String(error)))
          }
        },
        onClose({ error }) {
          connection = undefined
          if (error) transport.onerror?.(error)
          transport.onclose?.()
        },
      })
    },
    async send(message) {
      if (!connection) throw new Error('The connection is closed')
      await connection.send(JSON.stringify(message))
    },
    async close() {
      if (connection) connection.close()
      else abort.abort()
    },
  }
  return transport
}

const textOf = (message: string | Uint8Array): string =>
  typeof message === 'string' ? message : new TextDecoder().decode(message)
