/** A workflow with firings that wait. */
export interface Lane {
  workflow_id: string
  /** Runs of it that wait in the engine's queue already. */
  queued: number
}

/** A lane, and how many firings it may give to a batch. */
export type Share = Lane & { take: number }

/**
 * Shares a batch out: one firing at a time to the workflow that has the fewest runs waiting, the first of the list where
 * they are even, and none past `max_queued`. So a flood of one workflow keeps no other waiting.
 */
export function shareOut(
  lanes: readonly Lane[],
  { batch, max_queued }: { batch: number; max_queued: number },
): Share[] {
  const shares = lanes.map((lane) => ({ ...lane, take: 0 }))
  for (let left = batch; left > 0; left -= 1) {
    const least = leastOf(shares)
    if (!least || waiting(least) >= max_queued) break
    least.take += 1
  }
  return shares.filter(({ take }) => take > 0)
}

/** The lists a round at a time: the first of each, the second of each, … */
export const inTurns = <T>(lists: readonly (readonly T[])[]): T[] =>
  Array.from({ length: Math.max(0, ...lists.map(({ length }) => length)) }, (_, round) =>
    lists.flatMap((list) => list.slice(round, round + 1)),
  ).flat()

const waiting = ({ queued, take }: Share): number => queued + take

const leastOf = (shares: readonly Share[]): Share | undefined =>
  shares.reduce<Share | undefined>(
    (least, share) => (least === undefined || waiting(share) < waiting(least) ? share : least),
    undefined,
  )
