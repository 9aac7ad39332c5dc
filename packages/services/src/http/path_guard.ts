import { isIP } from 'node:net'
import type { Dispatcher } from 'undici'
import { type AddressPolicy, guardAddress } from './address_guard.ts'

/**
 * Throws `address_refused` for a request to an origin of which policy lets only some paths through, and this is none of
 * them. It looks at every request, since a connection that is open already is not checked again.
 */
export function guardPath(
  { origin, path }: Pick<Dispatcher.DispatchOptions, 'origin' | 'path'>,
  policy: AddressPolicy,
) {
  const rule = policy.allow_paths?.find((allowed) => allowed.origin === String(origin))
  if (!rule || path.startsWith(rule.prefix)) return
  const { hostname, port } = new URL(rule.origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  // A name among the rules is one of this machine.
  const address = isIP(host) ? host : '127.0.0.1'
  guardAddress({ host, port: Number(port), address }, { ...policy, allow_paths: [] })
}
