import type { TokenPrice } from '@llamanexus/node-sdk'

/** What a server speaks: the OpenAI format as others serve it, OpenAI itself, or Anthropic's. */
export type ProviderKind = 'openai_compatible' | 'openai' | 'anthropic'

/** A language model server as an administrator has set it up. A key is in the vault; here is which one. */
export interface ProviderSettings {
  /** Before the slash in `provider/model`. */
  name: string
  kind: ProviderKind
  /** Usually ends in `/v1`. May be a private address. */
  base_url: string
  /** Id of a credential. */
  credential?: string
  /** Sent with each request; nothing secret. */
  headers?: Readonly<Record<string, string>>
  /** Names or patterns with `*`: only these may be asked. Absent or empty: all. */
  allow?: readonly string[]
  /** Left out of lists; may be asked all the same. */
  hidden?: readonly string[]
  /** Asked where only the provider is named. */
  default_model?: string
}

/** A provider that the code sets up itself, which may hold a key. */
export type ProviderConfig = Omit<ProviderSettings, 'kind'> & { kind?: ProviderKind; api_key?: string }

/** Where a provider comes from: set up in the code, on the models page, or found on this machine. */
export type ProviderSource = 'fixed' | 'settings' | 'found'

export interface Provider extends ProviderSettings {
  source: ProviderSource
  api_key?: string
}

/** What a model costs; the first row whose pattern fits `provider/model` or the model's name counts. */
export interface PriceRow extends TokenPrice {
  pattern: string
}

export interface ModelSettings {
  providers: ProviderSettings[]
  prices: PriceRow[]
  default_model?: string
}

/** Whether a name fits a pattern, in which `*` stands for anything. Case does not count. */
export function fitsPattern(pattern: string, name: string): boolean {
  const parts = pattern.toLowerCase().split('*')
  const text = name.toLowerCase()
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}

export const mayAsk = ({ allow }: Pick<ProviderSettings, 'allow'>, model: string): boolean =>
  !allow?.length || allow.some((pattern) => fitsPattern(pattern, model))

export const isShown = (provider: Pick<ProviderSettings, 'allow' | 'hidden'>, model: string): boolean =>
  mayAsk(provider, model) && !provider.hidden?.some((pattern) => fitsPattern(pattern, model))

/** Two ways to write one address. */
export const sameAddress = (a: string, b: string): boolean => bare(a) === bare(b)

const bare = (url: string): string => (URL.parse(url)?.href ?? url).replace(/\/+$/, '')
