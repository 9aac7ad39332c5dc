import {
  amendError,
  type LlmService,
  type ModelInfo,
  type NodeContext,
  NodeError,
} from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import Schema from 'typebox/schema'
import { type Candidate, rankModels, reasonFor, type Strategy, shownCandidate } from './choose_model.ts'
import { classifyPrompt } from './classify_prompt.ts'
import { criteriaFields } from './router_fields.ts'

type Context = NodeContext<'llm'>

export interface Criteria {
  strategy: Strategy | 'rules' | 'classifier'
  candidates: readonly unknown[]
  rules: readonly { when: string; model: string; reason?: string }[]
  labels: Readonly<Record<string, unknown>>
  classifier_model?: string
  default_model?: string
  max_cost?: number
  max_latency_ms?: number
  min_quality?: number
  min_context?: number
  weights: { quality?: number; cost?: number; speed?: number }
}

export interface Choice {
  model: string
  reason: string
  /** The next best, for a fallback. */
  others: string[]
  candidates: JsonObject[]
  label?: string
}

export interface Asked {
  prompt: string
  system: string
  /** Of the longest answer. */
  max_tokens: number
}

/** Chooses a model for a prompt. Throws `NodeError` `model_unknown` where none can be chosen, `input_invalid` for wrong criteria. */
export async function routeModel(
  criteria: Criteria,
  asked: Asked,
  context: Context,
  chat: LlmService['chat'],
): Promise<Choice> {
  switch (criteria.strategy) {
    case 'rules':
      return byRule(criteria, asked, context)
    case 'classifier':
      return byLabel(criteria, asked, context, chat)
    default:
      return byFigures(criteria, criteria.strategy, asked, context)
  }
}

/** What came in at the port, over what is configured. Throws `input_invalid` that names the field. */
export function mergeCriteria(config: Criteria, given: JsonObject): Criteria {
  const known = Object.keys(criteriaFields)
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) throw wrong(`does not know "${unknown}"; it may hold ${known.join(', ')}`)
  const [fits, errors] = Schema.Errors(CriteriaGiven, given)
  if (!fits) throw wrong(`is wrong at ${errors[0]?.instancePath || '/'}: ${errors[0]?.message ?? ''}`)
  // Checked above against the schema that the configuration has.
  return { ...config, ...(given as Partial<Criteria>) }
}

const CriteriaGiven = Type.Partial(Type.Object(criteriaFields))

async function byRule(criteria: Criteria, asked: Asked, context: Context): Promise<Choice> {
  const locals = { prompt: asked.prompt, system: asked.system, tokens: tokensOf(asked) }
  for (const [index, { when, model, reason }] of criteria.rules.entries()) {
    if (await holds(when, locals, context)) return chosen(model, reason ?? `rule ${index + 1} holds: ${when}`)
  }
  return otherwise(criteria, 'no rule holds')
}

async function holds(when: string, locals: JsonObject, context: Context): Promise<boolean> {
  try {
    return Boolean(await context.evaluate(when, locals))
  } catch (error) {
    if (!(error instanceof NodeError) || error.field) throw error
    throw amendError(error, { field: 'rules' })
  }
}

async function byLabel(
  criteria: Criteria,
  { prompt }: Asked,
  context: Context,
  chat: LlmService['chat'],
): Promise<Choice> {
  const labels = Object.entries(criteria.labels).map(([label, value]) => readLabel(label, value))
  if (labels.length === 0) throw wrong('has no labels for the classifier')
  const label = await classifyPrompt(labels, prompt, criteria.classifier_model, chat, context).catch(noLabel)
  const found = labels.find((each) => each.label === label)
  return found
    ? { ...chosen(found.model, `the prompt is about "${found.label}"`), label: found.label }
    : otherwise(criteria, 'no label fits')
}

/** A classifier that says something else, or nothing, has found no label; what keeps it from answering is an error. */
function noLabel(error: unknown): undefined {
  if (error instanceof NodeError && error.code.startsWith('answer_')) return undefined
  throw error
}

function readLabel(label: string, value: unknown): { label: string; model: string; description: string } {
  const { model, description } = typeof value === 'string' ? { model: value, description: '' } : object(value)
  if (typeof model !== 'string' || model === '') throw wrong(`names no model for the label "${label}"`)
  return { label, model, description: typeof description === 'string' ? description : '' }
}

async function byFigures(
  criteria: Criteria,
  strategy: Strategy,
  asked: Asked,
  context: Context,
): Promise<Choice> {
  const { quality = 1, cost = 1, speed = 1 } = criteria.weights
  const tokens = tokensOf(asked)
  const candidates = await candidatesOf(criteria, asked, tokens, context)
  const ranked = rankModels(candidates, {
    ...criteria,
    strategy,
    tokens: tokens + asked.max_tokens,
    weights: { quality, cost, speed },
  })
  const [first, ...rest] = ranked.filter(({ refused }) => refused === null)
  const shown = ranked.map(shownCandidate)
  if (!first) return { ...otherwise(criteria, 'no model is within the limits', shown), candidates: shown }
  return {
    model: first.model,
    reason: reasonFor(first, strategy, rest.length),
    others: rest.map(({ model }) => model),
    candidates: shown,
  }
}

async function candidatesOf(
  { candidates }: Criteria,
  asked: Asked,
  tokens: number,
  { services }: Context,
): Promise<Candidate[]> {
  const listed = await services.llm.models()
  const latencies = new Map(services.llm.stats().map((each) => [each.model, each.latency_ms]))
  const named = candidates.length > 0 ? candidates.map(readCandidate) : talking(listed)
  return named.map((given) => {
    const info = listed.find(({ id, name }) => id === given.model || name === given.model)
    const price = info?.price
    const estimated = price ? (tokens * price.input + asked.max_tokens * price.output) / 1e6 : null
    return {
      model: given.model,
      quality: given.quality ?? null,
      cost: given.cost ?? (estimated === null ? null : Math.round(estimated * 1e10) / 1e10),
      latency_ms: given.latency_ms ?? rounded(latencies.get(info?.id ?? given.model)),
      context_length: given.context_length ?? info?.context_length ?? null,
    }
  })
}

const rounded = (ms: number | null | undefined): number | null => (ms ? Math.round(ms) : null)

/** The builtin model stands in only where there is no other. */
function talking(listed: readonly ModelInfo[]): NamedCandidate[] {
  const others = listed.filter(({ id, name }) => id !== 'builtin' && !/embed|rerank|whisper|tts/i.test(name))
  return (others.length > 0 ? others : listed).map(({ id }) => ({ model: id }))
}

type NamedCandidate = { model: string } & Partial<Record<keyof Omit<Candidate, 'model'>, number>>

function readCandidate(value: unknown): NamedCandidate {
  if (typeof value === 'string' && value !== '') return { model: value }
  const { model, ...figures } = object(value)
  if (typeof model !== 'string' || model === '') throw wrong('has a candidate without a model')
  for (const name of ['quality', 'cost', 'latency_ms', 'context_length'])
    if (figures[name] !== undefined && typeof figures[name] !== 'number')
      throw wrong(`has a "${name}" of ${model} that is no number`)
  return { model, ...(figures as Omit<NamedCandidate, 'model'>) }
}

const chosen = (model: string, reason: string): Choice => ({ model, reason, others: [], candidates: [] })

function otherwise({ default_model: model }: Criteria, why: string, details: JsonValue = null): Choice {
  if (model) return chosen(model, `${why}, so the one for otherwise`)
  throw new NodeError('model_unknown', `There is no model to choose: ${why}`, {
    field: 'default_model',
    hint: 'Name a model under "Otherwise", or loosen the limits.',
    retryable: false,
    details,
  })
}

/** About four characters a token, as most models count English. */
const tokensOf = ({ prompt, system }: Asked): number => Math.ceil((prompt.length + system.length) / 4)

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}

const wrong = (what: string): NodeError =>
  new NodeError('input_invalid', `"criteria" ${what}`, {
    field: 'criteria',
    hint: 'See the documentation of the node for what criteria may hold.',
    retryable: false,
  })
