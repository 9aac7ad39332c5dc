/** A language model server and the way to reach it. */
export interface Endpoint {
  /** Shown in messages. */
  name: string
  base_url: string
  api_key?: string
  headers?: Readonly<Record<string, string>>
  fetch: typeof globalThis.fetch
}
