import { isIP } from 'node:net'
import { usageError } from './cli_error.ts'
import type { Call } from './command.ts'

/**
 * Proxies whose `X-Forwarded-*` headers are believed: addresses, networks such as `10.0.0.0/8`, and names of usual ones in
 * `LLAMANEXUS_TRUSTED_PROXIES`, separated by commas. Throws a usage error for what is none of them.
 */
export const trustedProxiesOf = ({ io }: Pick<Call, 'io'>): readonly string[] => {
  const given = (io.env.LLAMANEXUS_TRUSTED_PROXIES ?? '').split(',').flatMap((each) => each.trim() || [])
  const wrong = given.find((each) => !NAMES.has(each) && !isNetwork(each))
  if (wrong === undefined) return given
  throw usageError(
    `LLAMANEXUS_TRUSTED_PROXIES: "${wrong}" is no address of a proxy. Give addresses or networks as in 127.0.0.1,10.0.0.0/8, or one of ${[...NAMES].join(', ')}.`,
  )
}

const NAMES = new Set(['loopback', 'linklocal', 'uniquelocal'])

/** All addresses at once are no network: then anybody would be believed. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && +bits > 0 && +bits <= (version === 4 ? 32 : 128))
}
