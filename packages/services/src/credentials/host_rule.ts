import { domainToASCII } from 'node:url'

/** One entry of a credential's hosts: `host`, `host:port` or `*.example.com`, all in canonical form. */
export interface HostRule {
  /** Lower case, ASCII; what follows the star where there is one. */
  host: string
  /** Absent: the usual port of whatever is spoken. */
  port?: number
  wildcard: boolean
}

/**
 * Reads an entry; undefined for what is none. A plain `https://` address stands for its host. Whatever could be read
 * in two ways, such as user info, a path after a host, or a star in the middle, is refused rather than understood.
 */
export function parseHostRule(text: string): HostRule | undefined {
  const trimmed = text.trim()
  const address = /^https?:\/\//i.test(trimmed) ? hostOfAddress(trimmed) : trimmed
  if (address === undefined) return undefined
  const wildcard = address.startsWith('*.')
  const found = splitHost(wildcard ? address.slice(2) : address)
  if (!found) return undefined
  // A star over a whole top-level domain, or over numbers, names nobody.
  if (wildcard && (!found.host.includes('.') || isAddress(found.host))) return undefined
  return { ...found, wildcard }
}

/** As it is kept and shown. */
export const hostRuleText = ({ host, port, wildcard }: HostRule): string =>
  `${wildcard ? '*.' : ''}${host}${port === undefined ? '' : `:${port}`}`

/**
 * Whether one of the entries names this host. The comparison is exact: a port that is given must be the one that is
 * connected to, none means the usual one, and a star stands for one or more whole labels.
 */
export function namesHost(rules: readonly string[], host: string, usualPort?: number): boolean {
  const target = splitHost(host)
  if (!target) return false
  const port = target.port ?? usualPort
  return rules.some((text) => {
    const rule = parseHostRule(text)
    if (!rule || (rule.port ?? usualPort) !== port) return false
    if (!rule.wildcard) return rule.host === target.host
    return target.host.endsWith(`.${rule.host}`) && !isAddress(target.host)
  })
}

/** `host` or `host:port` in its one spelling; undefined for anything else. */
export function splitHost(text: string): { host: string; port?: number } | undefined {
  const found = /^(?<host>\[[0-9A-Fa-f:.]+\]|[^\s:/?#@\\%*[\]<>^|]+)(?::(?<port>\d{1,5}))?$/u.exec(
    text,
  )?.groups
  if (!found?.host) return undefined
  const port = found.port === undefined ? undefined : Number(found.port)
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined
  const host = canonical(found.host)
  return host === undefined ? undefined : { host, ...(port !== undefined && { port }) }
}

/** The spelling that a connection uses: punycode, lower case, an address as four numbers, no dot at the end. */
function canonical(host: string): string | undefined {
  if (!host.startsWith('[') && domainToASCII(host) === '') return undefined
  const url = URL.parse(`http://${host}/`)
  if (!url || url.port || url.username || url.pathname !== '/') return undefined
  const name = url.hostname.replace(/\.$/, '')
  return name.split('.').includes('') ? undefined : name
}

function hostOfAddress(text: string): string | undefined {
  const url = URL.parse(text)
  return url && !url.username && !url.password ? url.host : undefined
}

const isAddress = (host: string): boolean => host.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(host)
