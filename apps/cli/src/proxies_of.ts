import { usageError } from './cli_error.ts'
import type { Call } from './command.ts'

/** The proxies that requests go through, as other programs read them: the lower-case name of a variable goes before. */
export interface Proxies {
  http?: string
  https?: string
  /** What is reached without a proxy. */
  except?: string
}

/** Throws a usage error where `HTTP_PROXY` or `HTTPS_PROXY` is no address; it shows neither, for they may hold a password. */
export const proxiesOf = ({ io }: Pick<Call, 'io'>): Proxies => {
  const read = (name: string) => io.env[name.toLowerCase()] || io.env[name] || undefined
  const checked = (name: string) => {
    const text = read(name)?.trim()
    if (!text || isProxy(text)) return text
    throw usageError(`${name} is no address of a proxy. Give one as in http://proxy.example.com:3128.`)
  }
  return { http: checked('HTTP_PROXY'), https: checked('HTTPS_PROXY'), except: read('NO_PROXY') }
}

const isProxy = (text: string): boolean => {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  return url !== null && /^https?:$/.test(url.protocol)
}
