import { Agent, buildConnector, type Dispatcher } from 'undici'
import type { AddressPolicy } from './address_guard.ts'
import { guardedLookup, guardLiteral, type Resolve } from './guarded_lookup.ts'
import { guardPath } from './path_guard.ts'

/** An undici agent that connects to checked addresses only. `connect_timeout_ms` covers resolving and connecting. */
export function createGuardedAgent(options: {
  policy: AddressPolicy
  resolve: Resolve
  connect_timeout_ms: number
}): Dispatcher {
  const { policy, resolve } = options
  const agent = new Agent({
    connect: (target, callback) => {
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
    return dispatch(request, handler)
  })
}
