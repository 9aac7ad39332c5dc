import { queryTerms, termsOf } from '../lexical/index.ts'

/** Shares of: the words of the query, those of them that stand together, and what the search thought. */
const SHARES = { words: 0.45, nearness: 0.15, prior: 0.4 }
/** Words that follow each other in the query within so many words in the text. */
const NEAR = 3

/** How well each text answers the query by its words, 0 to 1; without a prior by the words alone. */
export function lexicalScores(query: string, texts: readonly string[], prior?: readonly number[]): number[] {
  const wanted = queryTerms(query)
  const read = texts.map((text) => placesOf(text))
  const mean = read.reduce((sum, { length }) => sum + length, 0) / Math.max(1, read.length)
  const weights = new Map(wanted.map((term) => [term, rarity(term, read)]))
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const pairs = wanted.slice(1).map((second, at) => [wanted[at] ?? '', second] as const)
  const best = Math.max(0, ...(prior ?? []))
  return read.map((text, at) => {
    const words = whole === 0 ? 0 : wordScore(text, weights, mean) / whole
    const together = pairs.filter(([first, second]) => isNear(text, first, second)).length
    const nearness = pairs.length === 0 ? words : together / pairs.length
    const own = (SHARES.words * words + SHARES.nearness * nearness) / (SHARES.words + SHARES.nearness)
    const score =
      prior && best > 0 ? (1 - SHARES.prior) * own + (SHARES.prior * (prior[at] ?? 0)) / best : own
    return Math.round(Math.min(1, score) * 1e6) / 1e6
  })
}

interface Places {
  length: number
  /** By term, where it stands, in words. */
  at: Map<string, number[]>
}

function placesOf(text: string): Places {
  const terms = termsOf(text)
  const at = new Map<string, number[]>()
  for (const [place, { term }] of terms.entries()) {
    const known = at.get(term)
    if (known) known.push(place)
    else at.set(term, [place])
  }
  return { length: terms.length, at }
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

const isNear = ({ at }: Places, first: string, second: string): boolean =>
  (at.get(first) ?? []).some((place) =>
    (at.get(second) ?? []).some((other) => other > place && other - place <= NEAR),
  )
