import type { ExecutionStatus, Query, routes } from '@llamanexus/contract'
import { executionStatuses } from '../../ui/execution_statuses.ts'

/** Which runs are listed; what is absent does not narrow. It stands in the address, so that a view can be sent. */
export interface RunFilter {
  workflow?: string
  status?: string
  source?: string
  /** A key of `since`. */
  since?: string
}

const HOUR = 3_600_000

/** How far back, in milliseconds. */
export const since: Readonly<Record<string, { label: string; ms: number }>> = {
  hour: { label: 'Last hour', ms: HOUR },
  day: { label: 'Last 24 hours', ms: 24 * HOUR },
  week: { label: 'Last 7 days', ms: 7 * 24 * HOUR },
  month: { label: 'Last 30 days', ms: 30 * 24 * HOUR },
}

const KEYS = ['workflow', 'status', 'source', 'since'] as const

export const filterOf = (params: URLSearchParams): RunFilter =>
  Object.fromEntries(KEYS.flatMap((key) => (params.get(key) ? [[key, params.get(key)]] : [])))

/** The filter as the API takes it, counted back from `now` in milliseconds. */
export const queryOf = (
  { workflow, status, source, since: back }: RunFilter,
  now: number,
): NonNullable<Query<typeof routes.listAllExecutions>> => {
  const age = back === undefined ? undefined : since[back]?.ms
  return {
    ...(workflow === undefined ? {} : { workflow_id: workflow }),
    ...(isStatus(status) ? { status } : {}),
    ...(source === undefined ? {} : { source }),
    ...(age === undefined ? {} : { from: new Date(now - age).toISOString() }),
  }
}

const isStatus = (status: string | undefined): status is ExecutionStatus =>
  executionStatuses.some((one) => one === status)
