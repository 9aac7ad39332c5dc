import type { ModelInfo, TokenPrice, Usage } from '@llamanexus/node-sdk'
import { fitsPattern, type PriceRow, type Provider } from './provider_config.ts'

/** A row that comes with the software, with the month its figures were read. */
export interface DatedPrice extends PriceRow {
  vendor: 'openai' | 'anthropic'
  as_of: string
}

const openai = (pattern: string, input: number, output: number, cached_input = input): DatedPrice => ({
  pattern,
  input,
  output,
  cached_input,
  vendor: 'openai',
  as_of: '2026-06',
})

/** At Anthropic, writing to the cache for five minutes costs a quarter more than reading the prompt. */
const anthropic = (pattern: string, input: number, output: number, cached = input / 10): DatedPrice => ({
  pattern,
  input,
  output,
  cached_input: Math.round(cached * 1e4) / 1e4,
  cache_write: input * 1.25,
  vendor: 'anthropic',
  as_of: '2026-10',
})

/** US dollars a million tokens, as far as they were known when this was written. Prices change: the user's own rows go first. */
export const SHIPPED_PRICES: readonly DatedPrice[] = [
  openai('gpt-5.5-pro*', 30, 180),
  openai('gpt-5.5*', 5, 30, 0.5),
  openai('gpt-5.4-pro*', 30, 180),
  openai('gpt-5.4-mini*', 0.75, 4.5, 0.075),
  openai('gpt-5.4-nano*', 0.2, 1.25, 0.02),
  openai('gpt-5.4*', 2.5, 15, 0.25),
  openai('gpt-5-mini*', 0.25, 2, 0.025),
  openai('gpt-5-nano*', 0.05, 0.4, 0.005),
  openai('gpt-5', 1.25, 10, 0.125),
  openai('gpt-5-20*', 1.25, 10, 0.125),
  openai('gpt-5.1*', 1.25, 10, 0.125),
  openai('gpt-4.1-mini*', 0.4, 1.6, 0.1),
  openai('gpt-4.1-nano*', 0.1, 0.4, 0.025),
  openai('gpt-4.1*', 2, 8, 0.5),
  openai('gpt-4o-mini', 0.15, 0.6, 0.075),
  openai('gpt-4o-mini-20*', 0.15, 0.6, 0.075),
  openai('gpt-4o', 2.5, 10, 1.25),
  openai('gpt-4o-20*', 2.5, 10, 1.25),
  openai('o4-mini*', 1.1, 4.4, 0.275),
  openai('o3-mini*', 1.1, 4.4, 0.55),
  openai('o3', 2, 8, 0.5),
  openai('text-embedding-3-small', 0.02, 0),
  openai('text-embedding-3-large', 0.13, 0),
  anthropic('claude-fable-5-1*', 10, 50, 0.25),
  anthropic('claude-fable-5*', 10, 50),
  anthropic('claude-opus-5-5*', 4, 20, 0.2),
  anthropic('claude-opus-5*', 5, 25),
  anthropic('claude-opus-4-5*', 5, 25),
  anthropic('claude-opus-4-6*', 5, 25),
  anthropic('claude-opus-4-7*', 5, 25),
  anthropic('claude-opus-4-8*', 5, 25),
  anthropic('claude-opus-4-1*', 15, 75),
  anthropic('claude-sonnet-5-5*', 2, 10, 0.1),
  anthropic('claude-sonnet-5*', 2, 10),
  anthropic('claude-sonnet-4*', 3, 15),
  anthropic('claude-haiku-4-5*', 1, 5),
]

export type Vendor = DatedPrice['vendor']

/** Whose prices apply at a provider; nobody's at a server that only speaks the same format. */
export function vendorOf({
  kind,
  base_url: baseUrl,
}: Pick<Provider, 'kind' | 'base_url'>): Vendor | undefined {
  if (kind !== 'openai_compatible') return kind
  const host = URL.parse(baseUrl)?.hostname
  if (host === 'api.openai.com') return 'openai'
  return host === 'api.anthropic.com' ? 'anthropic' : undefined
}

export const FREE: TokenPrice = { input: 0, output: 0 }

/** The user's own row, else what the provider tells, else the shipped table; null where none of them knows the model. */
export function priceOf(
  model: Pick<ModelInfo, 'id' | 'name' | 'price'>,
  own: readonly PriceRow[],
  vendor: Vendor | undefined,
): TokenPrice | null {
  const fits = ({ pattern }: PriceRow) => fitsPattern(pattern, model.id) || fitsPattern(pattern, model.name)
  const row = own.find(fits)
  if (row) return tokenPrice(row)
  if (model.price) return model.price
  const shipped = SHIPPED_PRICES.find(
    (each) => each.vendor === vendor && fitsPattern(each.pattern, model.name),
  )
  return shipped ? tokenPrice(shipped) : null
}

const tokenPrice = ({ input, output, cached_input, cache_write }: PriceRow): TokenPrice => ({
  input,
  output,
  ...(cached_input !== undefined && { cached_input }),
  ...(cache_write !== undefined && { cache_write }),
})

/** US dollars; null without a price. */
export function costOf(usage: Usage, price: TokenPrice | null): number | null {
  if (!price) return null
  const { input, output, cached_input = input, cache_write = input } = price
  const { prompt_tokens, completion_tokens, cached_tokens = 0, cache_write_tokens = 0 } = usage
  const fresh = Math.max(0, prompt_tokens - cached_tokens - cache_write_tokens)
  const dollars =
    fresh * input +
    cached_tokens * cached_input +
    cache_write_tokens * cache_write +
    completion_tokens * output
  // Ten digits behind the point are a ten-thousandth of a micro-dollar; more are the arithmetic's own.
  return Math.round(dollars * 1e4) / 1e10
}
