import { usageError } from './cli_error.ts'
import type { Call } from './command.ts'

/**
 * The address that others reach the server at, of `LLAMANEXUS_PUBLIC_URL`, as an origin: `https://flows.example.com`.
 * Throws a usage error for what is none.
 */
export const publicUrlOf = ({ io }: Pick<Call, 'io'>): string | undefined => {
  const text = io.env.LLAMANEXUS_PUBLIC_URL?.trim()
  if (!text) return undefined
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol))
    throw wrong(text, 'is no http or https address. Give one as in https://flows.example.com.')
  if (url.username || url.password) throw wrong(url.origin, 'has a name or password in it. Leave them out.')
  if (url.pathname !== '/' || url.search || url.hash)
    throw wrong(
      text,
      `has more than an origin. The server answers at the root of a host: give ${url.origin}, and a host name of its own instead of a path.`,
    )
  return url.origin
}

const wrong = (text: string, what: string) => usageError(`LLAMANEXUS_PUBLIC_URL: "${text}" ${what}`)
