import { buildConnector } from 'undici'
import type { AddressPolicy } from './address_guard.ts'
import { guardProxied } from './guard_proxied.ts'
import type { Resolve } from './guarded_lookup.ts'
import { openTunnel } from './open_tunnel.ts'
import { proxyUnreachable } from './proxy_failure.ts'
import { proxyPort } from './proxy_settings.ts'

/**
 * Connects undici to a target through a proxy, once the target is checked: by a tunnel where TLS goes through it, and to
 * the proxy itself for plain HTTP, which it is sent with the whole address.
 */
export function proxiedConnector(options: {
  policy: AddressPolicy
  resolve: Resolve
  connect_timeout_ms: number
}) {
  const { policy, resolve, connect_timeout_ms: timeout } = options
  const secure = buildConnector({ timeout })
  // To the proxy, which speaks HTTP/1.1 to everybody.
  const toProxy = buildConnector({ timeout, allowH2: false })

  async function connect(
    proxy: URL,
    target: buildConnector.Options,
    callback: buildConnector.Callback,
  ): Promise<void> {
    const isSecure = target.protocol === 'https:'
    const port = Number(target.port) || (isSecure ? 443 : 80)
    await guardProxied({ host: target.hostname, port }, policy, resolve)
    if (isSecure) {
      const httpSocket = await openTunnel(proxy, { host: target.hostname, port }, { timeout_ms: timeout })
      return secure({ ...target, httpSocket }, callback)
    }
    const { hostname, host, protocol } = proxy
    toProxy(
      { hostname: hostname.replace(/^\[|\]$/g, ''), host, protocol, port: String(proxyPort(proxy)) },
      (...result) => (result[0] ? callback(proxyUnreachable(proxy, result[0]), null) : callback(...result)),
    )
  }

  const attempt: typeof connect = async (proxy, target, callback) => {
    try {
      await connect(proxy, target, callback)
    } catch (error) {
      callback(error as Error, null)
    }
  }

  return (proxy: URL, target: buildConnector.Options, callback: buildConnector.Callback): void =>
    void attempt(proxy, target, callback)
}
