import { networkInterfaces } from 'node:os'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiProblem } from '../problems/api_problem.ts'

export interface GuardOptions {
  /** Address the server listens on. */
  host: string
  /** Known once it listens. */
  port: () => number
  /** Further `host` or `host:port` values, as a reverse proxy sends them. */
  allowed_hosts?: readonly string[]
  /** Asked where a page of another site makes a request: whether it may all the same. Default: never. */
  allowed_elsewhere?: (request: FastifyRequest) => Promise<boolean>
}

/**
 * Refuses requests whose `Host` is not one of ours (a page elsewhere that points its own name at this address) and
 * requests that a page of another site makes, unless it is allowed to.
 */
export function addGuard(server: FastifyInstance, options: GuardOptions): void {
  let hosts: ReadonlySet<string> | undefined
  const { allowed_elsewhere = async () => false } = options
  server.addHook('onRequest', async (request) => {
    hosts ??= allowedHosts(options)
    const refused = namesOf(request).find((name) => !hosts?.has(name))
    if (refused !== undefined) throw hostRefused(refused)
    if (isElsewhere(request, hosts) && !(await allowed_elsewhere(request)))
      throw new ApiProblem('origin_refused')
  })
}

/**
 * The name that the server is called by, and that which a trusted proxy says it was called by. Both have to be ours: a page
 * that has brought its name here could send the second one itself.
 */
const namesOf = ({ headers, host }: FastifyRequest): string[] =>
  [headers.host ?? '', host].map((name) => name.toLowerCase())

const hostRefused = (name: string) =>
  new ApiProblem('host_refused', {
    detail: `The server does not go by the name "${name.slice(0, 255)}". Use the address that it printed, or start it with this name in LLAMANEXUS_PUBLIC_URL or LLAMANEXUS_ALLOWED_HOSTS.`,
  })

function isElsewhere({ headers }: FastifyRequest, hosts: ReadonlySet<string>): boolean {
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers
  if (origin !== undefined && !isOwnOrigin(origin, hosts)) return true
  // An image or a script tag sends no Origin; a link that a person follows is fine.
  return site === 'cross-site' && mode !== 'navigate'
}

function isOwnOrigin(origin: string, hosts: ReadonlySet<string>): boolean {
  const found = /^https?:\/\/([^/]+)$/.exec(origin)
  return found?.[1] !== undefined && hosts.has(found[1].toLowerCase())
}

function allowedHosts({ host, port, allowed_hosts = [] }: GuardOptions): ReadonlySet<string> {
  const names = [
    '127.0.0.1',
    'localhost',
    '[::1]',
    ...(wildcards.has(host) ? ownAddresses() : [bracketed(host)]),
  ]
  const exact = names.map((name) => `${name}:${port()}`.toLowerCase())
  // A browser leaves out port 80.
  const short = port() === 80 ? names : []
  return new Set([...exact, ...short, ...allowed_hosts.map((name) => name.toLowerCase())])
}

const wildcards = new Set(['0.0.0.0', '::'])

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => bracketed(address)))

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)
