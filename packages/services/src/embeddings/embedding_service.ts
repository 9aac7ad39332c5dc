import { setImmediate as breathe } from 'node:timers/promises'
import {
  type EmbeddingService,
  type EmbedRequest,
  type EmbedResponse,
  type LlmService,
  NodeError,
} from '@llamanexus/node-sdk'
import { LEXICAL, lexicalVector } from '../lexical/index.ts'

/** Characters after which other work gets its turn; some 20 ms. */
const BREATH_CHARACTERS = 50_000
const MAX_TEXT_CHARACTERS = 200_000

/** `lexical` in process, without key or network; any other model through its provider. */
export function createEmbeddingService(options: { llm: Pick<LlmService, 'embed'> }): EmbeddingService {
  return {
    embed: (request) => (isLexical(request) ? embedLexically(request) : options.llm.embed(request)),
  }
}

const isLexical = ({ model = LEXICAL.id, base_url }: EmbedRequest): boolean =>
  base_url === undefined && model === LEXICAL.id

async function embedLexically({ texts, signal }: EmbedRequest): Promise<EmbedResponse> {
  const vectors: number[][] = []
  let characters = 0
  for (const text of texts) {
    if (text.length > MAX_TEXT_CHARACTERS) throw tooLong(vectors.length, text.length)
    characters += text.length
    if (characters > BREATH_CHARACTERS) {
      characters = 0
      await breathe()
    }
    if (signal?.aborted) throw new NodeError('aborted', 'The embedding was cancelled', { retryable: false })
    vectors.push([...lexicalVector(text)])
  }
  return {
    vectors,
    model: LEXICAL.id,
    dimensions: LEXICAL.dimensions,
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    cost: 0,
  }
}

const tooLong = (index: number, length: number): NodeError =>
  new NodeError(
    'text_too_long',
    `Text ${index + 1} has ${length} characters, more than ${MAX_TEXT_CHARACTERS}`,
    {
      field: 'text',
      hint: 'Split it into chunks; one vector says little of so much text.',
      retryable: false,
    },
  )
