import { isIP } from 'node:net'
import { type AddressPolicy, guardAddress, guardName } from './address_guard.ts'
import type { Resolve } from './guarded_lookup.ts'

/** Where only the proxy can look names up, a resolver that never answers holds nothing up for longer. */
const LOOKUP_MS = 3_000

/**
 * Throws `address_refused` for a target that a proxy must not be asked for: an address that policy refuses, and a name
 * that leads to one. The proxy looks the name up again, so that a name that changes its mind meanwhile is the proxy's to
 * refuse. A name that nobody here knows is let through, since in many networks only the proxy can look names up, unless
 * it is none of the public Internet.
 */
export async function guardProxied(
  { host, port }: { host: string; port: number },
  policy: AddressPolicy,
  resolve: Resolve,
): Promise<void> {
  const bare = host.replace(/^\[|\]$/g, '')
  const addresses = isIP(bare) ? [bare] : await resolved(bare, resolve)
  // A path is checked with a request that goes straight to its target, never with one that a proxy gets.
  const rules = { ...policy, allow_paths: [] }
  if (addresses.length === 0) guardName({ host: bare, port }, rules)
  for (const address of addresses) guardAddress({ host: bare, port, address }, rules)
}

function resolved(host: string, resolve: Resolve): Promise<string[]> {
  return new Promise((settle) => {
    const late = setTimeout(settle, LOOKUP_MS, [])
    resolve(host, (error, addresses) => {
      clearTimeout(late)
      settle(error ? [] : addresses.map(({ address }) => address))
    })
  })
}
