import { usageError } from './cli_error.ts'
import type { Call } from './command.ts'

/**
 * Names that the server answers to beside its own address, as a proxy before it sends them: `host` or `host:port` in
 * `LLAMANEXUS_ALLOWED_HOSTS`, separated by commas. Throws a usage error for what no `Host` can be.
 */
export const allowedHostsOf = ({ io }: Pick<Call, 'io'>): readonly string[] => {
  const names = (io.env.LLAMANEXUS_ALLOWED_HOSTS ?? '').split(',').flatMap((name) => name.trim() || [])
  const wrong = names.find((name) => !HOST.test(name))
  if (wrong === undefined) return names
  throw usageError(
    `LLAMANEXUS_ALLOWED_HOSTS: "${wrong}" is no name of a host. Give names as in flows.example.com, without https://.`,
  )
}

/** A name or an address, IPv6 in brackets, and a port where it is not that of the protocol. */
const HOST = /^(?:[a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])(?::\d{1,5})?$/i
