import type { LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { NodeError } from '@llamanexus/node-sdk'
import { type AddressPolicy, guardAddress } from './address_guard.ts'
import { guardProxied } from './guard_proxied.ts'
import { guardedLookup, type Resolve, systemResolve } from './guarded_lookup.ts'

/** For protocols other than HTTP: databases, mail, Bolt, WebSocket. */
export interface HostGuard {
  /**
   * Resolves a host and checks all its addresses; connect to the answer and to nothing else, with `host` as the name in
   * TLS. Throws `NodeError` `address_refused`, or `host_unknown` where nobody knows the name.
   */
  checked(host: string, port: number): Promise<LookupAddress>
  /** The same as a `lookup`, for drivers that take one. A host that is an address never gets there: see `literal`. */
  lookup(port: number): LookupFunction
  /** Checks a host that is an address already, which drivers connect to without a lookup. */
  literal(host: string, port: number): void
  /** Checks a target that a proxy is to connect to, see `guardProxied`. */
  proxied(host: string, port: number): Promise<void>
}

export function createHostGuard(options: { policy: AddressPolicy; resolve?: Resolve }): HostGuard {
  const { resolve = systemResolve } = options
  // A path is something only HTTP requests have: what is let through by its paths is closed to all else.
  const policy = { ...options.policy, allow_paths: [] }
  const literal = (host: string, port: number) => {
    const bare = withoutBrackets(host)
    if (isIP(bare)) guardAddress({ host: bare, port, address: bare }, policy)
  }
  return {
    literal,
    proxied: (host, port) => guardProxied({ host, port }, policy, resolve),
    lookup: (port) => guardedLookup(port, policy, resolve),
    async checked(host, port) {
      const bare = withoutBrackets(host)
      literal(bare, port)
      if (isIP(bare)) return { address: bare, family: isIP(bare) }
      const addresses = await resolved(bare, resolve)
      for (const { address } of addresses) guardAddress({ host: bare, port, address }, policy)
      const [first] = addresses
      if (!first) throw unknownHost(bare)
      return first
    },
  }
}

const withoutBrackets = (host: string): string => host.replace(/^\[|\]$/g, '')

const resolved = (host: string, resolve: Resolve): Promise<LookupAddress[]> =>
  new Promise((settle, reject) =>
    resolve(host, (error, addresses) => (error ? reject(unknownHost(host, error)) : settle(addresses))),
  )

const unknownHost = (host: string, cause?: unknown): NodeError =>
  new NodeError('host_unknown', `Nobody knows the host ${host}`, {
    hint: 'Check how the host is written, and that this machine can look names up.',
    cause,
  })
