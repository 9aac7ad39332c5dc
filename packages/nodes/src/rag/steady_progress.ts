import type { NodeContext } from '@llamanexus/node-sdk'

/** Between two, in milliseconds. */
const PAUSE_MS = 100

/**
 * Tells how far a node is some times a second, and that it is done. Each time is an event that is kept with the run: one
 * a document would be more than all that the run has done.
 */
export function steadyProgress(
  context: Pick<NodeContext<never>, 'progress'>,
  clock: () => number = () => performance.now(),
): NodeContext<never>['progress'] {
  let next = clock()
  return (done, message) => {
    const now = clock()
    if (done < 1 && now < next) return
    next = now + PAUSE_MS
    context.progress(done, message)
  }
}
