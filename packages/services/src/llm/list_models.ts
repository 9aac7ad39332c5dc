import { type ModelInfo, NodeError, type TokenPrice } from '@llamanexus/node-sdk'
import { addressOf, type Endpoint } from './endpoint.ts'
import { refusalOf } from './post_json.ts'
import type { ProviderConfig } from './provider_config.ts'
import { toldBy } from './told_by.ts'

/** Where language model servers listen on this machine unless told otherwise. */
export const LOCAL_SERVERS: readonly ProviderConfig[] = [
  { name: 'llama.cpp', base_url: 'http://127.0.0.1:8080/v1' },
  { name: 'ollama', base_url: 'http://127.0.0.1:11434/v1' },
  { name: 'lmstudio', base_url: 'http://127.0.0.1:1234/v1' },
  { name: 'vllm', base_url: 'http://127.0.0.1:8000/v1' },
]

/** Asks a server for its models. Throws `NodeError` where none answers in time, or what answers is something else. */
export async function listModels(endpoint: Endpoint, signal: AbortSignal): Promise<ModelInfo[]> {
  const all = endpoint.kind === 'anthropic' ? '/models?limit=1000' : '/models'
  const response = await endpoint.fetch(addressOf(endpoint.base_url, all), {
    headers: {
      ...(endpoint.kind === 'anthropic' && { 'anthropic-version': '2023-06-01' }),
      ...endpoint.headers,
    },
    signal,
  })
  if (!response.ok) throw await refusalOf(response, endpoint.name)
  const text = await response.text()
  const models = read(text, endpoint.name)
  if (models) return models
  const { message } = toldBy(text)
  const said = message ? `, but said: ${message}` : ''
  throw new NodeError('provider_error', `${endpoint.name} gave no list of models${said}`, {
    hint: 'Check that the base URL is that of the API, which usually ends in /v1.',
    retryable: false,
  })
}

function read(text: string, provider: string): ModelInfo[] | undefined {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return undefined
  }
  const { data } = object(answer)
  if (!Array.isArray(data)) return undefined
  return data.map(object).flatMap((row) => {
    const { id, display_name: title } = row
    if (typeof id !== 'string') return []
    const length = contextLength(row)
    const price = toldPrice(row)
    const model: ModelInfo = { id: `${provider}/${id}`, provider, name: id }
    if (typeof title === 'string') model.description = title
    if (length !== undefined) model.context_length = length
    const vision = seesPictures(row)
    if (vision !== undefined) model.vision = vision
    if (price) model.price = price
    return [model]
  })
}

/** vLLM, OpenRouter, Groq, Mistral, Anthropic and llama.cpp, each in its own word. */
function contextLength(row: Record<string, unknown>): number | undefined {
  const meta = object(row.meta)
  const told = [
    row.max_model_len,
    row.context_length,
    row.context_window,
    row.max_context_length,
    row.max_input_tokens,
    meta.n_ctx,
    meta.n_ctx_train,
  ]
  return told.find((value) => typeof value === 'number' && value > 0) as number | undefined
}

/** OpenRouter, Mistral and Anthropic. */
function seesPictures({ architecture, capabilities }: Record<string, unknown>): boolean | undefined {
  const { input_modalities: modalities } = object(architecture)
  if (Array.isArray(modalities)) return modalities.includes('image')
  const { vision, image_input: image } = object(capabilities)
  return [vision, object(image).supported].find((told) => typeof told === 'boolean')
}

/** OpenRouter tells dollars a token, as text. */
function toldPrice(row: Record<string, unknown>): TokenPrice | undefined {
  const { prompt, completion, input_cache_read: cached, input_cache_write: written } = object(row.pricing)
  const [input, output] = [dollars(prompt), dollars(completion)]
  if (input === undefined || output === undefined) return undefined
  const [cached_input, cache_write] = [dollars(cached), dollars(written)]
  return {
    input,
    output,
    ...(cached_input !== undefined && { cached_input }),
    ...(cache_write !== undefined && { cache_write }),
  }
}

function dollars(told: unknown): number | undefined {
  const value = typeof told === 'string' ? Number(told) * 1e6 : Number.NaN
  return value >= 0 ? rounded(value) : undefined
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
