import { setTimeout } from 'node:timers/promises'
import { type EmbedResponse, NodeError, type Usage } from '@llamanexus/node-sdk'
import type { CallContext } from './chat_call.ts'
import { countTokens } from './count_tokens.ts'
import { embeddingAnswer, unreadable } from './embedding_answer.ts'
import type { Endpoint } from './endpoint.ts'
import { postJson } from './post_json.ts'
import { providerFailure } from './provider_failure.ts'

/** More than most servers are sent at once; those that take fewer say so. */
const BATCH_TEXTS = 256
/** Characters of one request: at about four a token, below the 300,000 tokens that OpenAI takes. */
const BATCH_CHARACTERS = 400_000
/** A provider that wants a pause gets it where other batches are done already, this often and this long at most. */
const PAUSES = 5
const LONGEST_PAUSE_MS = 60_000

/** Asks `/embeddings` batch by batch, telling `took` of each, and gives the vectors in the order of the texts, of length 1. */
export async function embedTexts(
  endpoint: Endpoint,
  model: string,
  texts: readonly string[],
  { signal, took }: Pick<CallContext, 'signal' | 'took'>,
): Promise<EmbedResponse> {
  const vectors: number[][] = []
  let tokens = 0
  let most = BATCH_TEXTS
  let pauses = 0
  while (vectors.length < texts.length) {
    const batch = batchOf(texts, vectors.length, most)
    try {
      const answer = await ask(endpoint, { model, input: batch, encoding_format: 'float' }, signal)
      const { vectors: own, tokens: told } = embeddingAnswer(answer, batch.length, endpoint.name)
      vectors.push(...own)
      const counted = told ?? batch.reduce((sum, text) => sum + countTokens(text), 0)
      took(usageOf(counted))
      tokens += counted
    } catch (error) {
      const pause = vectors.length > 0 && pauses < PAUSES ? pauseOf(error) : undefined
      if (batch.length > 1 && isTooMany(error)) most = Math.floor(batch.length / 2)
      else if (pause === undefined) throw error
      else {
        pauses += 1
        await setTimeout(pause, undefined, { signal })
      }
    }
  }
  const [dimensions = 0, ...others] = new Set(vectors.map(({ length }) => length))
  if (others.length > 0) throw unreadable(endpoint.name, 'vectors of different lengths')
  return { vectors, model, dimensions, usage: usageOf(tokens) }
}

const usageOf = (tokens: number): Usage => ({
  prompt_tokens: tokens,
  completion_tokens: 0,
  total_tokens: tokens,
})

async function ask(endpoint: Endpoint, body: object, signal: AbortSignal): Promise<unknown> {
  try {
    return await postJson(endpoint, '/embeddings', body, signal)
  } catch (error) {
    throw signal.aborted ? error : providerFailure(error, endpoint.name, Date.now())
  }
}

/** The next texts that go together; a single one however long it is. */
function batchOf(texts: readonly string[], start: number, most: number): string[] {
  let end = start
  let characters = 0
  while (end < texts.length && end - start < most) {
    characters += texts[end]?.length ?? 0
    if (end > start && characters > BATCH_CHARACTERS) break
    end += 1
  }
  return texts.slice(start, end)
}

/** How many texts a server takes at once is told by its refusal alone, and by each in other words. */
function isTooMany(error: unknown): boolean {
  if (!(error instanceof NodeError) || error.code !== 'provider_error') return false
  const { status } = (error.details ?? {}) as { status?: unknown }
  if (status === 413) return true
  return (status === 400 || status === 422) && TOO_MANY.test(error.message)
}

const TOO_MANY =
  /\bbatch|too many (?:inputs|tokens|texts)|at most \d|array too long|max(?:imum)? (?:allowed )?(?:tokens|length|items)/i

const pauseOf = (error: unknown): number | undefined => {
  if (!(error instanceof NodeError) || error.code !== 'rate_limited' || !error.retryable) return undefined
  const { retry_after_ms: wait = 1000 } = error
  return wait <= LONGEST_PAUSE_MS ? wait : undefined
}
