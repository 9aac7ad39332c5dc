import { type EmbedResponse, NodeError, type Usage } from '@llamanexus/node-sdk'
import { countTokens } from './count_tokens.ts'
import type { Endpoint } from './endpoint.ts'
import { postJson } from './post_json.ts'
import { providerFailure } from './provider_failure.ts'
import { toldBy } from './told_by.ts'

/** The most that one request takes at OpenAI, and more than most servers are sent at once. */
const BATCH_TEXTS = 256
/** Characters of one request: at about four a token, below the 300,000 tokens that OpenAI takes. */
const BATCH_CHARACTERS = 400_000

/** Asks `/embeddings` batch by batch, one after the other, and gives the vectors in the order of the texts, of length 1. */
export async function embedTexts(
  endpoint: Endpoint,
  model: string,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<EmbedResponse> {
  const vectors: number[][] = []
  let tokens = 0
  for (const batch of batchesOf(texts)) {
    const body = { model, input: batch, encoding_format: 'float' }
    const answer = readAnswer(await ask(endpoint, body, signal), batch.length, endpoint.name)
    vectors.push(...answer.vectors.map(normalised))
    tokens += answer.tokens ?? batch.reduce((sum, text) => sum + countTokens(text), 0)
  }
  const [dimensions = 0, ...others] = new Set(vectors.map(({ length }) => length))
  if (others.length > 0) throw unreadable(endpoint.name, 'vectors of different lengths')
  const usage: Usage = { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens }
  return { vectors, model, dimensions, usage }
}

async function ask(endpoint: Endpoint, body: object, signal: AbortSignal): Promise<unknown> {
  try {
    return await postJson(endpoint, '/embeddings', body, signal)
  } catch (error) {
    throw signal.aborted ? error : providerFailure(error, endpoint.name, Date.now())
  }
}

function batchesOf(texts: readonly string[]): string[][] {
  const batches: string[][] = []
  let characters = 0
  for (const text of texts) {
    const last = batches.at(-1)
    characters += text.length
    if (last && last.length < BATCH_TEXTS && characters <= BATCH_CHARACTERS) last.push(text)
    else {
      batches.push([text])
      characters = text.length
    }
  }
  return batches
}

/** Servers may answer in any order; `index` says which text a vector is of. */
function readAnswer(
  answer: unknown,
  count: number,
  provider: string,
): { vectors: number[][]; tokens?: number } {
  const { data, usage } = object(answer)
  if (!Array.isArray(data)) {
    const { message } = toldBy(JSON.stringify(answer))
    throw unreadable(provider, `no list of embeddings${message ? `, but said: ${message}` : ''}`)
  }
  const vectors: number[][] = []
  for (const [position, row] of data.entries()) {
    const { embedding, index = position } = object(row)
    if (!Array.isArray(embedding) || !embedding.every((part) => Number.isFinite(part)))
      throw unreadable(provider, 'an embedding that is no list of numbers')
    vectors[Number(index)] = embedding as number[]
  }
  const complete = vectors.length === count && Object.keys(vectors).length === count
  if (!complete) throw unreadable(provider, `${data.length} embeddings for ${count} texts`)
  const tokens = object(usage).prompt_tokens ?? object(usage).total_tokens
  return { vectors, tokens: typeof tokens === 'number' ? tokens : undefined }
}

/** Of length 1, so that a dot product is the cosine; a vector of zeros stays. */
function normalised(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector)
  return length === 0 ? [...vector] : vector.map((part) => part / length)
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const unreadable = (provider: string, what: string): NodeError =>
  new NodeError('provider_error', `${provider} gave ${what}`, {
    hint: 'Check that the model is one for embeddings.',
    retryable: false,
  })
