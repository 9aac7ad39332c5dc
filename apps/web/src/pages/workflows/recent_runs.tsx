import type { ExecutionStatus } from '@llamanexus/contract'
import { plural } from '../../ui/format.ts'
import styles from './recent_runs.module.css'

/** The last runs as bars, the newest at the right: high for success, low for failure, so that colour is not needed to tell. */
export const RecentRuns = ({ statuses }: { statuses: readonly ExecutionStatus[] }) => {
  if (statuses.length === 0) return null
  const failed = statuses.filter((status) => status === 'failed').length
  const text = `Last ${plural(statuses.length, 'run')}, ${failed} failed`
  return (
    <svg
      className={styles['runs']}
      width={statuses.length * STEP}
      height={HEIGHT}
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      {statuses.map((status, at) => {
        const height = heights[status]
        return (
          // The place in the row is what a bar is known by.
          <rect
            key={at}
            x={at * STEP}
            y={HEIGHT - height}
            width={STEP - 2}
            height={height}
            rx={1}
            data-status={status}
          />
        )
      })}
    </svg>
  )
}

/** CSS pixels. */
const STEP = 5
const HEIGHT = 16

const heights: Record<ExecutionStatus, number> = {
  completed: 16,
  running: 12,
  pending: 4,
  paused: 10,
  cancelled: 8,
  failed: 6,
}
