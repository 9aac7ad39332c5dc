/** A seeded source of numbers (mulberry32): the same seed gives the same numbers everywhere. */
export interface RandomSource {
  /** 0 up to, not including, 1. */
  next(): number
  /** 0 up to, not including, `below`. */
  integer(below: number): number
  chance(share: number): boolean
  pick<T>(items: readonly T[]): T
}

export function createRandomSource(seed: number): RandomSource {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    integer: (below) => Math.floor(next() * below),
    chance: (share) => next() < share,
    pick<T>(items: readonly T[]): T {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new Error('Nothing to pick from')
      return item
    },
  }
}
