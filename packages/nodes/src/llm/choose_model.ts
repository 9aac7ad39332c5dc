import type { JsonObject } from '@llamanexus/workflow'

export const STRATEGIES = ['balanced', 'cheapest', 'fastest', 'longest_context', 'best'] as const
export type Strategy = (typeof STRATEGIES)[number]

/** A model with what is known of it; what is not known is null. */
export interface Candidate {
  model: string
  /** 0 to 1, as the author of the workflow sees it. */
  quality: number | null
  /** US dollars for this request, estimated. */
  cost: number | null
  /** Milliseconds, median of the last calls. */
  latency_ms: number | null
  /** Tokens. */
  context_length: number | null
}

export interface Wish {
  strategy: Strategy
  /** Prompt and answer together. */
  tokens: number
  max_cost?: number
  max_latency_ms?: number
  min_quality?: number
  min_context?: number
  weights: { quality: number; cost: number; speed: number }
}

export interface Ranked extends Candidate {
  /** Why it cannot be taken; null where it can. */
  refused: string | null
  /** Comparable within one ranking only; higher is better. */
  score: number
}

/** The candidates that fit the limits, the best first, and behind them those that do not, with the reason. */
export function rankModels(candidates: readonly Candidate[], wish: Wish): Ranked[] {
  const judged = candidates.map((each) => ({ ...each, refused: refusalOf(each, wish) }))
  const fitting = judged.filter(({ refused }) => refused === null)
  const score = scorer(fitting, wish)
  const ranked = judged.map((each) => ({ ...each, score: each.refused === null ? score(each) : 0 }))
  return [
    // Sorting is stable: of equals, the one that is named first.
    ...ranked.filter(({ refused }) => refused === null).toSorted((a, b) => b.score - a.score),
    ...ranked.filter(({ refused }) => refused !== null),
  ]
}

/** A limit on what is not known refuses where it protects (price, quality), and lets through where only use can tell (time). */
function refusalOf(each: Candidate, wish: Wish): string | null {
  const needed = Math.max(wish.tokens, wish.min_context ?? 0)
  if (each.context_length !== null && each.context_length < needed)
    return `its context of ${each.context_length} tokens is shorter than ${needed}`
  if (wish.min_context !== undefined && each.context_length === null)
    return 'nobody told how long its context is'
  if (wish.max_cost !== undefined && each.cost === null) return 'its price is not known'
  if (wish.max_cost !== undefined && each.cost !== null && each.cost > wish.max_cost)
    return `it would cost about ${each.cost} US dollars, more than ${wish.max_cost}`
  if (wish.max_latency_ms !== undefined && each.latency_ms !== null && each.latency_ms > wish.max_latency_ms)
    return `it takes about ${Math.round(each.latency_ms)} ms, longer than ${wish.max_latency_ms}`
  if (wish.min_quality !== undefined && (each.quality ?? 0) < wish.min_quality)
    return each.quality === null
      ? 'nobody told its quality'
      : `its quality of ${each.quality} is below ${wish.min_quality}`
  return null
}

type Score = (candidate: Candidate) => number

/** The unknown comes last where one figure decides, and counts as middling where several do. */
function scorer(fitting: readonly Candidate[], wish: Wish): Score {
  const unknown = Number.NEGATIVE_INFINITY
  switch (wish.strategy) {
    case 'cheapest':
      return ({ cost }) => (cost === null ? unknown : -cost)
    case 'fastest':
      return ({ latency_ms: latency }) => (latency === null ? unknown : -latency)
    case 'longest_context':
      return ({ context_length: length }) => length ?? unknown
    case 'best':
      return ({ quality }) => quality ?? unknown
    case 'balanced': {
      const cost = lowerIsBetter(fitting.map((each) => each.cost))
      const speed = lowerIsBetter(fitting.map((each) => each.latency_ms))
      const { weights } = wish
      return (each) =>
        weights.quality * (each.quality ?? 0.5) +
        weights.cost * cost(each.cost) +
        weights.speed * speed(each.latency_ms)
    }
  }
}

/** 1 for the lowest of the figures, 0 for the highest, in between by share. */
function lowerIsBetter(figures: readonly (number | null)[]): (figure: number | null) => number {
  const known = figures.filter((figure) => figure !== null)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  return (figure) => (figure === null ? 0.5 : high === low ? 1 : (high - figure) / (high - low))
}

/** Why the first is the first, in words. */
export function reasonFor(chosen: Candidate, strategy: Strategy, others: number): string {
  const among = others > 0 ? ` of ${others + 1} that fit` : ', the only one that fits'
  switch (strategy) {
    case 'cheapest':
      return chosen.cost === null
        ? `first${among}; no price is known`
        : `cheapest${among}: about ${chosen.cost} US dollars`
    case 'fastest':
      return chosen.latency_ms === null
        ? `first${among}; none was measured yet`
        : `fastest${among}: about ${Math.round(chosen.latency_ms)} ms`
    case 'longest_context':
      return chosen.context_length === null
        ? `first${among}; no context length is known`
        : `longest context${among}: ${chosen.context_length} tokens`
    case 'best':
      return chosen.quality === null
        ? `first${among}; no quality is given`
        : `best${among}: quality ${chosen.quality}`
    case 'balanced':
      return `best balance of quality, cost and speed${among}`
  }
}

/** As an output shows it: JSON knows no infinity. */
export const shownCandidate = ({ score, ...each }: Ranked): JsonObject => ({
  ...each,
  score: Number.isFinite(score) ? score : null,
})
