import { type ClientRequest, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Socket } from 'node:net'
import { proxyRefused, proxyUnreachable } from './proxy_failure.ts'
import { proxyAuthorization, proxyPort } from './proxy_settings.ts'

/**
 * Has a proxy connect to a target (`CONNECT`), and gives the socket that then leads there. Throws `proxy_refused` where
 * it does not, `proxy_failed` where the proxy itself cannot be reached.
 */
export function openTunnel(
  proxy: URL,
  target: { host: string; port: number },
  { timeout_ms, signal }: { timeout_ms: number; signal?: AbortSignal },
): Promise<Socket> {
  const send = proxy.protocol === 'https:' ? secureRequest : plainRequest
  const host = target.host.replace(/^\[|\]$/g, '')
  const place = `${host.includes(':') ? `[${host}]` : host}:${target.port}`
  return new Promise((resolve, reject) => {
    const request: ClientRequest = send({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxyPort(proxy),
      method: 'CONNECT',
      path: place,
      headers: { host: place, ...proxyAuthorization(proxy) },
      agent: false,
      signal,
    })
    const late = setTimeout(() => request.destroy(new Error('it did not answer in time')), timeout_ms)
    request.on('close', () => clearTimeout(late))
    request.on('error', (error) => reject(signal?.aborted ? error : proxyUnreachable(proxy, error)))
    request.on('response', (response) => {
      response.destroy()
      reject(proxyRefused(proxy, place, response.statusCode))
    })
    request.on('connect', (response, socket: Socket, early) => {
      clearTimeout(late)
      if (response.statusCode !== 200) {
        socket.destroy()
        return reject(proxyRefused(proxy, place, response.statusCode))
      }
      if (early.length > 0) socket.unshift(early)
      resolve(socket)
    })
    request.end()
  })
}
