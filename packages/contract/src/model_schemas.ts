import { Type } from 'typebox'

/** US dollars for a million tokens. */
export interface TokenPrice {
  input: number
  output: number
  /** Read from the provider's cache. */
  cached_input?: number
  /** Written to it. */
  cache_write?: number
}

/** A model that can be named in a node. */
export interface ModelSummary {
  /** `provider/model`. */
  id: string
  provider: string
  name: string
  description?: string
  /** Tokens, where the provider tells. */
  context_length?: number
  /** Whether it takes pictures, where the provider tells. */
  vision?: boolean
  /** null where nobody told it. */
  price: TokenPrice | null
  /** Median of its last calls that worked, milliseconds; null where there were none. */
  latency_ms: number | null
}

export type ProviderKind = 'openai_compatible' | 'openai' | 'anthropic'

export interface ProviderDraft {
  /** Before the slash in `provider/model`. */
  name: string
  kind: ProviderKind
  base_url: string
  /** Id of a credential. */
  credential?: string
  /** Sent with each request; nothing secret. */
  headers?: Record<string, string>
  /** Names or patterns with `*`: only these may be asked. Empty: all. */
  allow?: string[]
  /** Left out of lists. */
  hidden?: string[]
  /** Asked where only the provider is named. */
  default_model?: string
}

export interface ShownProblem {
  code: string
  message: string
  hint?: string
}

export interface ModelProvider extends ProviderDraft {
  /** `found` servers run on this machine and were not set up by anybody. */
  source: 'fixed' | 'settings' | 'found'
  state: 'up' | 'refused' | 'down'
  /** How many models it lists. */
  models: number
  problem: ShownProblem | null
}

/** What a try of a provider came to; a failure is an answer too. */
export interface ProviderTrial {
  ok: boolean
  duration_ms: number
  models: number | null
  model: string | null
  text: string | null
  error: ShownProblem | null
}

/** What models cost that fit a pattern. */
export interface PriceRow extends TokenPrice {
  pattern: string
}

export interface ShippedPrice extends PriceRow {
  vendor: string
  /** Month in which the figures were read, `2026-06`. */
  as_of: string
}

export const ProviderName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' })

const dollars = Type.Number({ minimum: 0, maximum: 1_000_000 })
const price = {
  input: dollars,
  output: dollars,
  cached_input: Type.Optional(dollars),
  cache_write: Type.Optional(dollars),
}
const patterns = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 1000 })
const problem = Type.Union([
  Type.Object({ code: Type.String(), message: Type.String(), hint: Type.Optional(Type.String()) }),
  Type.Null(),
])
const orNull = <T extends ReturnType<typeof Type.Number> | ReturnType<typeof Type.String>>(schema: T) =>
  Type.Union([schema, Type.Null()])

export const ModelSchema = Type.Unsafe<ModelSummary>(
  Type.Object({
    id: Type.String(),
    provider: Type.String(),
    name: Type.String(),
    description: Type.Optional(Type.String()),
    context_length: Type.Optional(Type.Number()),
    vision: Type.Optional(
      Type.Boolean({ description: 'Whether it takes pictures; absent where the provider does not tell' }),
    ),
    price: Type.Union([Type.Object(price), Type.Null()]),
    latency_ms: Type.Union([Type.Number(), Type.Null()]),
  }),
)

const draft = {
  name: ProviderName,
  kind: Type.Union([Type.Literal('openai_compatible'), Type.Literal('openai'), Type.Literal('anthropic')]),
  base_url: Type.String({ minLength: 1, maxLength: 2000 }),
  credential: Type.Optional(Type.String({ maxLength: 64, description: 'Id of a credential' })),
  headers: Type.Optional(
    Type.Record(
      Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$" }),
      Type.String({ maxLength: 2000, pattern: '^[^\\u0000-\\u001f\\u007f]*$' }),
      { additionalProperties: false },
    ),
  ),
  allow: Type.Optional(patterns),
  hidden: Type.Optional(patterns),
  default_model: Type.Optional(Type.String({ maxLength: 200 })),
}

export const ProviderDraftSchema = Type.Unsafe<ProviderDraft>(
  Type.Object(draft, { additionalProperties: false }),
)

export const ProviderSchema = Type.Unsafe<ModelProvider>(
  Type.Object({
    ...draft,
    source: Type.Union([Type.Literal('fixed'), Type.Literal('settings'), Type.Literal('found')]),
    state: Type.Union([Type.Literal('up'), Type.Literal('refused'), Type.Literal('down')]),
    models: Type.Integer(),
    problem,
  }),
)

export const ProviderTrialSchema = Type.Unsafe<ProviderTrial>(
  Type.Object({
    ok: Type.Boolean(),
    duration_ms: Type.Number(),
    models: orNull(Type.Number()),
    model: orNull(Type.String()),
    text: orNull(Type.String()),
    error: problem,
  }),
)

export const PriceRowSchema = Type.Unsafe<PriceRow>(
  Type.Object(
    {
      pattern: Type.String({ minLength: 1, maxLength: 200, description: 'A name; `*` stands for anything' }),
      ...price,
    },
    { additionalProperties: false },
  ),
)

export const ShippedPriceSchema = Type.Unsafe<ShippedPrice>(
  Type.Object({ pattern: Type.String(), ...price, vendor: Type.String(), as_of: Type.String() }),
)
