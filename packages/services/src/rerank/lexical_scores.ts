import { createTurns, type RerankRequest, type Turns } from '@llamanexus/node-sdk'
import { queryTerms, termsOf } from '../lexical/index.ts'

/** Shares of: the words of the query, those of them that stand together, and what the search thought. */
const SHARES = { words: 0.45, nearness: 0.15, prior: 0.4 }
/** Words that follow each other in the query within so many words in the text. */
const NEAR = 3

/** What is read at once, in UTF-16 units; some milliseconds. */
const PART = 1 << 15

/** How well each text answers the query by its words, 0 to 1; without a prior by the words alone. */
export async function lexicalScores({ query, texts, prior, signal }: LexicalRequest): Promise<number[]> {
  const turns = createTurns({ signal, what: 'The ranking' })
  const wanted = queryTerms(query)
  const terms = new Set(wanted)
  const read: Places[] = []
  for (const text of texts) read.push(await placesOf(text, terms, turns))
  const mean = read.reduce((sum, { length }) => sum + length, 0) / Math.max(1, read.length)
  const weights = new Map(wanted.map((term) => [term, rarity(term, read)]))
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const pairs = wanted.slice(1).map((second, at) => [wanted[at] ?? '', second] as const)
  const best = Math.max(0, ...(prior ?? []))
  const scores: number[] = []
  for (const [at, text] of read.entries()) {
    const words = whole === 0 ? 0 : wordScore(text, weights, mean) / whole
    const together = pairs.filter(([first, second]) => isNear(text, first, second)).length
    const nearness = pairs.length === 0 ? words : together / pairs.length
    const own = (SHARES.words * words + SHARES.nearness * nearness) / (SHARES.words + SHARES.nearness)
    const score =
      prior && best > 0 ? (1 - SHARES.prior) * own + (SHARES.prior * (prior[at] ?? 0)) / best : own
    scores.push(Math.round(Math.min(1, score) * 1e6) / 1e6)
    await turns.next()
  }
  return scores
}

type LexicalRequest = Pick<RerankRequest, 'query' | 'texts' | 'prior' | 'signal'>

interface Places {
  /** In words. */
  length: number
  /** By term of the query, where it stands, in words. */
  at: Map<string, number[]>
}

async function placesOf(text: string, wanted: ReadonlySet<string>, turns: Turns): Promise<Places> {
  const at = new Map<string, number[]>()
  let length = 0
  for (const part of partsOf(text)) {
    for (const { term } of termsOf(part)) {
      if (wanted.has(term)) placed(at, term).push(length)
      length += 1
    }
    await turns.next()
  }
  return { length, at }
}

function placed(at: Map<string, number[]>, term: string): number[] {
  const places = at.get(term) ?? []
  if (places.length === 0) at.set(term, places)
  return places
}

/** Cut between words, so that each is found whole. */
function* partsOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const part = text.slice(start, start + PART)
    const isLast = start + part.length === text.length
    const end = isLast ? part.length : part.search(/[^\p{L}\p{M}\p{N}ー][\p{L}\p{M}\p{N}ー]*$/u) + 1
    yield part.slice(0, end || part.length)
    start += end || part.length
  }
}

function rarity(term: string, texts: readonly Places[]): number {
  const holders = texts.filter(({ at }) => at.has(term)).length
  return 0.5 + Math.log(1 + (texts.length - holders + 0.5) / (holders + 0.5))
}

/** BM25 without its factor, so that no word counts more than its rarity. */
function wordScore({ length, at }: Places, weights: ReadonlyMap<string, number>, mean: number): number {
  const long = 1.2 * (0.25 + (0.75 * length) / Math.max(1, mean))
  let score = 0
  for (const [term, weight] of weights) {
    const count = at.get(term)?.length ?? 0
    score += (weight * count) / (count + long)
  }
  return Math.min(score * 1.5, sum(weights))
}

const sum = (weights: ReadonlyMap<string, number>): number =>
  [...weights.values()].reduce((total, weight) => total + weight, 0)

/** Whether the second ever stands soon behind the first; their places are in order. */
function isNear({ at }: Places, first: string, second: string): boolean {
  const others = at.get(second) ?? []
  let next = 0
  return (at.get(first) ?? []).some((place) => {
    while (next < others.length && (others[next] ?? 0) <= place) next += 1
    return (others[next] ?? Number.POSITIVE_INFINITY) - place <= NEAR
  })
}
