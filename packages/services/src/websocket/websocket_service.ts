import { type createConnection, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { WebSocketConnection, WebSocketRequest, WebSocketService } from '@llamanexus/node-sdk'
import type WebSocket from 'ws'
import type { HostGuard } from '../http/host_guard.ts'
import type { ProxyFor } from '../http/proxy_settings.ts'
import { cancelled, cutOff, openFailure, refusedUpgrade, timedOut } from './websocket_failure.ts'
import { portOf, webSocketUrl } from './websocket_url.ts'

const CONNECT_MS = 10_000
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024
const CLOSE_MS = 1_000

/** Opens WebSockets to checked addresses only; `close` cuts all that are open. */
export function createWebSocketService(options: {
  guard: HostGuard
  /** Through which proxy an address is reached. Default: none. */
  proxyFor?: ProxyFor
}): WebSocketService & { close(): Promise<void> } {
  const open = new Set<WebSocket>()
  return {
    async connect(request) {
      if (request.signal?.aborted) throw cancelled()
      const url = webSocketUrl(request.url)
      const proxy = options.proxyFor?.(url)
      if (!proxy) options.guard.literal(url.hostname, portOf(url))
      const tunnel = proxy && (await tunnelTo(url, proxy, request, options.guard))
      // Loaded with the first connection, so that the start of the server need not wait for it.
      const { WebSocket: Socket } = await import('ws')
      const socket = new Socket(url, [...(request.protocols ?? [])], {
        headers: { 'user-agent': 'LlamaNexus', ...request.headers },
        // The socket connects to the address that this hands over, which is the one that was checked.
        lookup: options.guard.lookup(portOf(url)),
        ...(tunnel && { createConnection: overTunnel(tunnel, url) }),
        handshakeTimeout: request.timeout_ms ?? CONNECT_MS,
        maxPayload: request.max_message_bytes ?? MAX_MESSAGE_BYTES,
        followRedirects: false,
      })
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      return opened(socket, url, request)
    },
    async close() {
      for (const socket of open) socket.terminate()
    },
  }
}

async function tunnelTo(url: URL, proxy: URL, request: WebSocketRequest, guard: HostGuard): Promise<Socket> {
  const target = { host: url.hostname, port: portOf(url) }
  await guard.proxied(target.host, target.port)
  const { openTunnel } = await import('../http/open_tunnel.ts')
  const { signal, timeout_ms = CONNECT_MS } = request
  return openTunnel(proxy, target, { timeout_ms, signal }).catch((error) => {
    throw signal?.aborted ? cancelled() : error
  })
}

function overTunnel(tunnel: Socket, { protocol, hostname }: URL): typeof createConnection {
  const servername = isIP(hostname.replace(/^\[|\]$/g, '')) ? '' : hostname
  return () => (protocol === 'wss:' ? connectTls({ socket: tunnel, servername }) : tunnel)
}

function opened(socket: WebSocket, url: URL, request: WebSocketRequest): Promise<WebSocketConnection> {
  const { signal } = request
  return new Promise((resolve, reject) => {
    let failure: Error | undefined
    let isOpen = false
    const fail = (error: Error) => {
      failure ??= error
      socket.terminate()
      if (!isOpen) reject(failure)
    }
    const onAbort = () => fail(cancelled())
    signal?.addEventListener('abort', onAbort, { once: true })
    socket.on('unexpected-response', (_request, response) => fail(refusedUpgrade(url, response.statusCode)))
    socket.on('error', (error) => {
      if (isOpen) failure ??= cutOff(error)
      else fail(/handshake has timed out/.test(error.message) ? timedOut(url) : openFailure(error, url))
    })
    socket.on('message', (data, isBinary) => request.onMessage(isBinary ? bytesOf(data) : String(data)))
    socket.on('close', (code, reason) => {
      signal?.removeEventListener('abort', onAbort)
      if (isOpen) request.onClose({ code, reason: String(reason), ...(failure && { error: failure }) })
    })
    socket.on('open', () => {
      isOpen = true
      resolve(connectionOf(socket))
    })
  })
}

function connectionOf(socket: WebSocket): WebSocketConnection {
  return {
    protocol: socket.protocol,
    send: (message) =>
      new Promise((resolve, reject) =>
        socket.send(message, (error) => (error ? reject(cutOff(error)) : resolve())),
      ),
    close(code = 1000, reason = '') {
      socket.close(code, reason)
      const late = setTimeout(() => socket.terminate(), CLOSE_MS)
      socket.on('close', () => clearTimeout(late))
    },
  }
}

function bytesOf(data: WebSocket.RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
