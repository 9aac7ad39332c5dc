import { Agent, buildConnector, type Dispatcher } from 'undici'
import type { AddressPolicy } from './address_guard.ts'
import { guardedLookup, guardLiteral, type Resolve } from './guarded_lookup.ts'
import { guardPath } from './path_guard.ts'
import { proxiedConnector } from './proxied_connector.ts'
import { proxyRefused } from './proxy_failure.ts'
import { type ProxyFor, proxyAuthorization } from './proxy_settings.ts'

/**
 * An undici agent that connects to checked addresses only, or asks a proxy for checked targets. `connect_timeout_ms`
 * covers resolving and connecting.
 */
export function createGuardedAgent(options: {
  policy: AddressPolicy
  resolve: Resolve
  connect_timeout_ms: number
  proxyFor: ProxyFor
}): Dispatcher {
  const { policy, resolve, proxyFor } = options
  const connectThrough = proxiedConnector(options)
  const agent = new Agent({
    connect: (target, callback) => {
      const proxy = proxyFor(new URL(`${target.protocol}//${target.host}`))
      if (proxy) return connectThrough(proxy, target, callback)
      const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80)
      try {
        guardLiteral(target.hostname, port, policy)
      } catch (refusal) {
        return callback(refusal as Error, null)
      }
      const lookup = guardedLookup(port, policy, resolve)
      buildConnector({ timeout: options.connect_timeout_ms, lookup })(target, callback)
    },
    // Bounded by the request's own deadline.
    headersTimeout: 0,
    bodyTimeout: 0,
    connections: 64,
    pipelining: 1,
  })
  return agent.compose((dispatch) => (request, handler) => {
    guardPath(request, policy)
    const origin = new URL(String(request.origin))
    const proxy = origin.protocol === 'http:' ? proxyFor(origin) : undefined
    if (!proxy) return dispatch(request, handler)
    return dispatch(forPlainProxy(request, proxy), unlessProxyAsks(handler, proxy, origin.host))
  })
}

/** A proxy for plain HTTP is told the whole address, and who asks; for a tunnel it is told so when that is opened. */
function forPlainProxy(request: Dispatcher.DispatchOptions, proxy: URL): Dispatcher.DispatchOptions {
  const headers = { ...(request.headers as Record<string, string>), ...proxyAuthorization(proxy) }
  return { ...request, path: String(request.origin) + request.path, headers }
}

/** The proxy's own question for a password is no answer of the server that was asked. */
const unlessProxyAsks = (
  handler: Dispatcher.DispatchHandler,
  proxy: URL,
  place: string,
): Dispatcher.DispatchHandler => ({
  onRequestStart: (...event) => handler.onRequestStart?.(...event),
  onRequestUpgrade: (...event) => handler.onRequestUpgrade?.(...event),
  onResponseStart(controller, status, ...rest) {
    if (status === 407) return controller.abort(proxyRefused(proxy, place, status))
    handler.onResponseStart?.(controller, status, ...rest)
  },
  onResponseData: (...event) => handler.onResponseData?.(...event),
  onResponseEnd: (...event) => handler.onResponseEnd?.(...event),
  onResponseError: (...event) => handler.onResponseError?.(...event),
})
