import { once } from 'node:events'
import { request as ask, type IncomingHttpHeaders } from 'node:http'
import { request as askSafely, createServer, get, type RequestOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { selfSigned } from './self_signed.ts'

export interface TlsProxy {
  /** As a browser that was told the name would ask. */
  ask(
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>
  /** The status that an upgrade to a WebSocket is answered with, and its socket where there is one. */
  upgrade(path: string, headers?: Record<string, string>): Promise<{ status: number; socket?: Duplex }>
  close(): Promise<void>
}

/** A proxy that ends TLS before a server, as nginx and Caddy do. */
export async function openTlsProxy(
  target: string,
  name: string,
  { keeps_host = true, forwards = true }: { keeps_host?: boolean; forwards?: boolean } = {},
): Promise<TlsProxy> {
  const { key, cert } = selfSigned(name)
  const onward = (headers: IncomingHttpHeaders): IncomingHttpHeaders => ({
    ...headers,
    ...(!keeps_host && { host: new URL(target).host }),
    ...(forwards && {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': headers.host,
      'x-forwarded-for': '203.0.113.7',
    }),
  })
  const proxy = createServer({ key, cert }, (request, answer) => {
    const { method, url = '/' } = request
    const sent = ask(`${target}${url}`, { method, headers: onward(request.headers) }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    request.pipe(sent)
  })
  proxy.on('upgrade', (request, near: Duplex) => {
    const sent = ask(`${target}${request.url}`, { headers: onward(request.headers) })
    sent.on('upgrade', (got, far) => {
      const lines = Object.entries(got.headers).map(([each, value]) => `${each}: ${value}`)
      near.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
      near.on('error', () => far.destroy())
      far.on('error', () => near.destroy())
      far.pipe(near).pipe(far)
    })
    sent.on('response', (got) => {
      got.resume()
      near.end(`HTTP/1.1 ${got.statusCode} Refused\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
    })
    sent.end()
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  const known: RequestOptions = { host: '127.0.0.1', port, servername: name, ca: cert, agent: false }

  return {
    async ask(path, { method = 'GET', headers = {}, body } = {}) {
      const sent = askSafely({ ...known, path, method, headers: { host: name, ...headers } })
      sent.end(body)
      const [answer] = await once(sent, 'response')
      return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
    },
    upgrade: (path, headers = {}) =>
      new Promise((resolve, reject) => {
        const handshake = {
          host: name,
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        }
        get({ ...known, path, headers: { ...handshake, ...headers } }, (answer) => {
          answer.resume()
          resolve({ status: answer.statusCode ?? 0 })
        })
          .on('upgrade', (_answer, socket) => resolve({ status: 101, socket }))
          .on('error', reject)
      }),
    async close() {
      proxy.closeAllConnections()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
