import type { HttpService } from '@llamanexus/node-sdk'
import { authorizationOf } from '../credential_service.ts'
import { namesHost, parseHostRule } from '../host_rule.ts'
import { fetchToken } from '../oauth_token.ts'
import type { Trial } from './trials.ts'

export interface HttpTrial {
  http: HttpService
  type: string
  hosts: readonly string[]
  values: Readonly<Record<string, string>>
  url?: string
  signal: AbortSignal
}

/** Asks a server with the credential: one that refuses says 401 or 403. An OAuth2 client gets a token first. */
export async function tryHttp(trial: HttpTrial): Promise<Trial> {
  const { http, type, hosts, values, signal } = trial
  const url = trial.url ? URL.parse(trial.url) : rootOf(hosts)
  if (trial.url && !(url && /^https?:$/.test(url.protocol)))
    return { ok: false, message: 'The address to try is no http or https address.' }
  if (url && !namesHost(hosts, url.host, url.protocol === 'https:' ? 443 : 80))
    return {
      ok: false,
      message: `${url.host} is not among the hosts of the credential: ${hosts.join(', ')}.`,
    }
  if (type !== 'oauth2') {
    if (!url) return { ok: false, message: 'Give an address to try: a host with a star names none.' }
    return ask(trial, url, authorizationOf(type, values))
  }
  const { access_token, expires_in } = await fetchToken(http, { values, field: 'credential', signal })
  const good = expires_in === undefined ? '' : `, good for ${expires_in} s`
  const signedIn: Trial = { ok: true, message: `The token server gave a token${good}.` }
  if (!trial.url || !url) return signedIn
  const asked = await ask(trial, url, authorizationOf('bearer', { token: access_token }))
  return { ok: asked.ok, message: `${signedIn.message} ${asked.message}` }
}

async function ask(
  { http, signal }: HttpTrial,
  url: URL,
  auth: ReturnType<typeof authorizationOf>,
): Promise<Trial> {
  const { host } = url
  const target = new URL(url)
  for (const [name, value] of Object.entries(auth.query)) target.searchParams.set(name, value)
  const { status } = await http.request({
    url: target.href,
    headers: auth.headers,
    private_headers: Object.keys(auth.headers),
    signal,
  })
  if (status === 401 || status === 403)
    return { ok: false, message: `${host} refused it (status ${status}).` }
  if (status >= 500)
    return { ok: false, message: `${host} is in trouble (status ${status}). Try again later.` }
  if (status < 400) return { ok: true, message: `${host} took it (status ${status}).` }
  return {
    ok: true,
    message: `${host} answered with status ${status} and did not refuse it. Give an address that needs the credential to be sure.`,
  }
}

/** The first host that has a name, over TLS unless it is this machine. */
function rootOf(hosts: readonly string[]): URL | undefined {
  const rule = hosts.map(parseHostRule).find((candidate) => candidate && !candidate.wildcard)
  if (!rule) return undefined
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(rule.host)
  const port = rule.port === undefined ? '' : `:${rule.port}`
  return new URL(`${isLocal || rule.port === 80 ? 'http' : 'https'}://${rule.host}${port}/`)
}
