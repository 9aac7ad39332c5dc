import type { ProviderKind } from './provider_config.ts'

/** A language model server and the way to reach it. */
export interface Endpoint {
  /** Shown in messages. */
  name: string
  kind: ProviderKind
  base_url: string
  /** With what shows who asks. */
  headers: Readonly<Record<string, string>>
  fetch: typeof globalThis.fetch
}

/** An address below the endpoint's base. */
export const addressOf = (baseUrl: string, path: string): string => `${baseUrl.replace(/\/+$/, '')}${path}`
