import { NodeError } from '@llamanexus/node-sdk'
import ipaddr from 'ipaddr.js'

export interface AddressPolicy {
  /** Lets every address through. Default false. */
  allow_private?: boolean
  /** `host`, `host:port`, an address or a CIDR range that is let through although it is private. */
  allow?: readonly string[]
  /** Origins, written with their address and port, of which only the paths under a prefix are let through. */
  allow_paths?: readonly { origin: string; prefix: string }[]
  /** The same forms as `allow`, refused before all else. */
  deny?: readonly string[]
}

export interface Target {
  /** As in the URL, without brackets. */
  host: string
  port: number
  /** The resolved address that would be connected to. */
  address: string
}

/**
 * Throws `address_refused` unless the target is a public address or policy lets it through. What counts is the address
 * itself, so neither a name that resolves inwards nor an odd spelling of a number helps.
 */
export function guardAddress(target: Target, policy: AddressPolicy): void {
  const address = ipaddr.process(target.address)
  const matches = (rules: readonly string[] = []) => rules.some((rule) => ruleMatches(rule, target, address))
  if (matches(policy.deny)) throw refused(target, 'an address that is denied')
  if (policy.allow_private || matches(policy.allow) || policy.allow_paths?.some(isAt(target))) return
  const range = rangeOf(address)
  if (range !== 'unicast') throw refused(target, RANGES[range] ?? `a reserved address (${range})`)
}

/**
 * The same for a name that nobody here can look up: refused where policy denies it, and where it is none of the public
 * Internet, unless policy lets it through.
 */
export function guardName({ host, port }: Omit<Target, 'address'>, policy: AddressPolicy): void {
  const name = host.toLowerCase().replace(/\.$/, '')
  const matches = (rules: readonly string[] = []) =>
    rules
      .map((rule) => splitRule(rule.trim().toLowerCase()))
      .some((rule) => rule.host === name && (rule.port ?? port) === port)
  const target = { host, port, address: host }
  if (matches(policy.deny)) throw refused(target, 'a name that is denied')
  if (policy.allow_private || matches(policy.allow)) return
  if (!name.includes('.') || INNER_NAME.test(name)) throw refused(target, 'a name of a private network')
}

/** Endings that are set aside for networks of one's own, or in wide use there. */
const INNER_NAME = /\.(?:localhost|local|localdomain|internal|intranet|lan|corp|home|private|home\.arpa)$/

/** The host is compared as it is written, so that paths of it are seen under one name only. */
const isAt =
  ({ host, port }: Target) =>
  ({ origin }: { origin: string }): boolean =>
    origin === `http://${host.includes(':') ? `[${host}]` : host}:${port}`

type Address = ReturnType<typeof ipaddr.process>

/** The range of an address; of the one inside where an IPv6 form carries an IPv4 address. */
function rangeOf(address: Address): string {
  const range = address.range()
  if (address.kind() === 'ipv4') return range
  const bytes = address.toByteArray()
  if (range === 'rfc6052') return ipaddr.fromByteArray(bytes.slice(12)).range()
  if (range === 'loopback' || range === 'unspecified') return range
  if (range === '6to4') return ipaddr.fromByteArray(bytes.slice(2, 6)).range()
  // The deprecated form `::a.b.c.d` and NAT64 of a local prefix, which ipaddr.js calls ordinary.
  if (bytes.slice(0, 12).every((byte) => byte === 0)) return 'reserved'
  if (bytes[0] === 0 && bytes[1] === 0x64 && bytes[2] === 0xff && bytes[3] === 0x9b) return 'reserved'
  return range
}

const RANGES: Record<string, string> = {
  loopback: 'this machine itself',
  private: 'a private network',
  uniqueLocal: 'a private network',
  linkLocal: 'a link-local address, where cloud metadata services live',
  carrierGradeNat: 'a carrier network',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  unspecified: 'no address at all',
}

function ruleMatches(rule: string, target: Target, address: Address): boolean {
  const text = rule.trim().toLowerCase()
  if (text.includes('/')) return inRange(text, address)
  const { host, port } = splitRule(text)
  if (port !== undefined && port !== target.port) return false
  if (host === target.host.toLowerCase()) return true
  return ipaddr.isValid(host) && ipaddr.process(host).toNormalizedString() === address.toNormalizedString()
}

function inRange(rule: string, address: Address): boolean {
  if (!ipaddr.isValidCIDR(rule)) return false
  const [network, bits] = ipaddr.parseCIDR(rule)
  return network.kind() === address.kind() && address.match(network, bits)
}

function splitRule(rule: string): { host: string; port?: number } {
  if (ipaddr.IPv6.isValid(rule)) return { host: rule }
  const found = /^\[?(?<host>.+?)\]?:(?<port>\d+)$/.exec(rule)?.groups
  return found?.host ? { host: found.host, port: Number(found.port) } : { host: rule.replace(/^\[|\]$/g, '') }
}

function refused({ host, port, address }: Target, what: string): NodeError {
  const written = host.includes(':') ? `[${host}]` : host
  const named = host === address ? address : `${host} (${address})`
  return new NodeError('address_refused', `The address ${named} is refused: it is ${what}`, {
    hint: `An administrator can let it through: add "${written}:${port}" to LLAMANEXUS_HTTP_ALLOW.`,
    retryable: false,
    details: { host, port, address },
  })
}
