interface Linked {
  readonly slot: number
  readonly outgoing: readonly { readonly slot: number }[]
}

/** Slots of the nodes whose every way leads into the race and nowhere else: the ones to give up once it is decided. */
export function raceFeeders(race: number, nodes: readonly Linked[], exits: ReadonlySet<number>): number[] {
  const feeders = new Set([race])
  for (let grown = true; grown; ) {
    grown = false
    for (const { slot, outgoing } of nodes) {
      if (feeders.has(slot) || exits.has(slot) || outgoing.length === 0) continue
      if (!outgoing.every((target) => feeders.has(target.slot))) continue
      feeders.add(slot)
      grown = true
    }
  }
  feeders.delete(race)
  return [...feeders].toSorted((a, b) => a - b)
}
