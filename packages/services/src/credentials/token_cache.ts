import type { HttpService } from '@llamanexus/node-sdk'
import { fetchToken, type TokenRequest } from './oauth_token.ts'

/** A token this close to its end is fetched anew, milliseconds: it must still be good when it arrives. */
const MARGIN_MS = 30_000
/** Servers that do not say how long a token is good for mean it to be tried. */
const DEFAULT_MS = 300_000

/** Tokens by credential, each as it stood when it was fetched. */
export function createTokenCache(http: HttpService, now: () => number) {
  const kept = new Map<string, { token: string; until: number }>()
  return {
    async token(key: string, request: TokenRequest & { renew?: boolean }): Promise<string> {
      const found = kept.get(key)
      if (found && found.until > now() && !request.renew) return found.token
      const { access_token, expires_in } = await fetchToken(http, request)
      const good = expires_in === undefined ? DEFAULT_MS : expires_in * 1000 - MARGIN_MS
      kept.set(key, { token: access_token, until: now() + good })
      return access_token
    },
  }
}

export type TokenCache = ReturnType<typeof createTokenCache>
