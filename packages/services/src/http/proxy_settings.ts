import { isIP } from 'node:net'
import { NodeError } from '@llamanexus/node-sdk'
import { bypassesProxy } from './no_proxy.ts'

/** The proxies of the environment, as text; an absent or empty one is none. */
export interface ProxyTexts {
  /** For http and ws addresses, as in `HTTP_PROXY`. */
  http?: string
  /** For https and wss addresses, as in `HTTPS_PROXY`. */
  https?: string
  /** What is reached without a proxy, as in `NO_PROXY`. */
  except?: string
}

/** Which proxy a request is sent through; undefined where it goes straight to its target. */
export type ProxyFor = (target: URL) => URL | undefined

/** Throws `proxy_invalid` where a text is no address of a proxy. This machine itself is never reached through one. */
export function proxySettings({ http, https, except = '' }: ProxyTexts = {}): ProxyFor {
  const plain = readProxy(http)
  const secure = readProxy(https)
  return (target) => {
    const proxy = /^(?:https|wss):$/.test(target.protocol) ? secure : plain
    return proxy && !isThisMachine(target) && !bypassesProxy(target, except) ? proxy : undefined
  }
}

/** `host:port` of a proxy: all of it that may be shown. */
export const shownProxy = (proxy: URL): string => `${proxy.hostname}:${proxyPort(proxy)}`

export const proxyPort = (proxy: URL): number =>
  Number(proxy.port) || (proxy.protocol === 'https:' ? 443 : 80)

/** What a proxy that wants to know who asks is told, by the user and password in its address. */
export function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (!username && !password) return {}
  const pair = `${decoded(username)}:${decoded(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

function readProxy(text = ''): URL | undefined {
  if (!text.trim()) return undefined
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text.trim()) ? text.trim() : `http://${text.trim()}`)
  if (url && /^https?:$/.test(url.protocol) && url.hostname) return url
  // The text may hold a password, so that nothing of it is told but its scheme.
  throw new NodeError(
    'proxy_invalid',
    `is no address of a proxy${url ? `: it begins with ${url.protocol}` : ''}`,
    {
      hint: 'Write it as in http://proxy.example.com:3128. Only http and https are possible.',
      retryable: false,
    },
  )
}

const isThisMachine = ({ hostname }: URL): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** A stray percent sign in a password is itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
