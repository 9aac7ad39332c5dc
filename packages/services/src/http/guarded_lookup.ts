import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { type AddressPolicy, guardAddress } from './address_guard.ts'

/** Resolves a name to all its addresses. */
export type Resolve = (
  host: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** The machine's resolver. */
export const systemResolve: Resolve = (host, callback) =>
  lookup(host, { all: true, verbatim: true }, callback)

/**
 * A `lookup` for `net.connect` that hands over checked addresses only. The socket connects to what this returns and
 * resolves nothing again, so the checked address is the one connected to. One refused address among several refuses
 * the name: whoever answers for it is not to be trusted.
 */
export function guardedLookup(port: number, policy: AddressPolicy, resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, addresses) => {
      if (error) return callback(error, '', 0)
      try {
        for (const { address } of addresses) guardAddress({ host, port, address }, policy)
      } catch (refusal) {
        return callback(refusal as Error, '', 0)
      }
      if (options.all) return callback(null, addresses)
      const [first] = addresses
      callback(null, first?.address ?? '', first?.family ?? 0)
    })
  }
}

/** `net.connect` asks no lookup for a host that is an address already: that one is checked here. */
export function guardLiteral(host: string, port: number, policy: AddressPolicy): void {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare)) guardAddress({ host: bare, port, address: bare }, policy)
}
