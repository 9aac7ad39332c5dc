import { FOREVER } from './run_work.ts'
import type { Task } from './task.ts'

/**
 * When the time limit of a task is over, in milliseconds since the epoch. What its node works counts, and what it waits
 * for timers and other runs, but not what people take to answer it. A container's time goes on whatever is inside.
 */
export function timesOutAt({ node, state, started_at, wait, spent }: Task): number {
  const ms = node.node.policy?.timeout_ms
  if (ms === undefined) return FOREVER
  if (state === 'running') return started_at + ms - spent
  return state === 'waiting' && wait && !wait.person ? wait.at + ms - spent : FOREVER
}
