import ipaddr from 'ipaddr.js'

/**
 * Whether a target is among those of a `NO_PROXY`: names, which stand for what is below them too, addresses and CIDR
 * ranges, each with a port where it is meant for that one only; `*` is all.
 */
export function bypassesProxy(target: URL, rules: string): boolean {
  const host = plainHost(target.hostname)
  const port = Number(target.port) || (/^(?:https|wss):$/.test(target.protocol) ? 443 : 80)
  return rules
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((rule) => matches(rule, host, port))
}

function matches(rule: string, host: string, port: number): boolean {
  if (rule === '*') return true
  if (rule.includes('/')) return inRange(rule, host)
  const [, name = rule, own] = isAddress(rule) ? [] : (/^(.+?)(?::(\d+))?$/.exec(rule) ?? [])
  if (own !== undefined && Number(own) !== port) return false
  const bare = plainHost(name.replace(/^\*?\./, ''))
  if (isAddress(bare) && isAddress(host)) return sameAddress(bare, host)
  return host === bare || (!isAddress(host) && host.endsWith(`.${bare}`))
}

function inRange(rule: string, host: string): boolean {
  if (!ipaddr.isValidCIDR(rule) || !isAddress(host)) return false
  const [network, bits] = ipaddr.parseCIDR(rule)
  const address = ipaddr.process(host)
  return network.kind() === address.kind() && address.match(network, bits)
}

const isAddress = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)

const sameAddress = (one: string, other: string): boolean =>
  ipaddr.process(one).toNormalizedString() === ipaddr.process(other).toNormalizedString()

const plainHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
