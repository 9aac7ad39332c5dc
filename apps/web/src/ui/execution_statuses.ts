import type { ExecutionStatus } from '@llamanexus/contract'

/** Every state of a run, those that are looked for most first. */
export const executionStatuses: readonly ExecutionStatus[] = [
  'running',
  'completed',
  'failed',
  'cancelled',
  'paused',
  'pending',
]
