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
}

/**
 * Refuses requests whose `Host` is not one of ours (a page elsewhere that points its own name at this address) and
 * requests that a page of another site makes.
 */
export function addGuard(server: FastifyInstance, options: GuardOptions): void {
  let hosts: ReadonlySet<string> | undefined
  server.addHook('onRequest', (request, _reply, done) => {
    hosts ??= allowedHosts(options)
    done(refusal(request, hosts))
  })
}

function refusal(request: FastifyRequest, hosts: ReadonlySet<string>): ApiProblem | undefined {
  const { host, origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers
  if (host === undefined || !hosts.has(host.toLowerCase()))
    return new ApiProblem('host_refused', {
      detail: 'Use the address the server printed, or start it with this name as an allowed host.',
    })
  if (origin !== undefined && !isOwnOrigin(origin, hosts)) return new ApiProblem('origin_refused')
  // An image or a script tag sends no Origin; a link that a person follows is fine.
  if (site === 'cross-site' && mode !== 'navigate') return new ApiProblem('origin_refused')
  return undefined
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
