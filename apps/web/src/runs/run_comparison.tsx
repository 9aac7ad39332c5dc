import type { Execution } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Switch from '@mui/material/Switch'
import { ArrowLeft, CircleAlert, Equal } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useExecution } from '../api/queries.ts'
import { describeError } from '../ui/describe_error.ts'
import { EmptyState } from '../ui/empty_state.tsx'
import { formatTime, plural } from '../ui/format.ts'
import { compareRuns } from './compare_runs.ts'
import { ComparisonRow } from './comparison_row.tsx'
import styles from './run_comparison.module.css'

interface RunComparisonProps {
  /** Two runs, the earlier one first. */
  executionIds: readonly [left: string, right: string]
  onClose(): void
}

const PAGE_ROWS = 200

/** Two runs side by side, node by node: state, time, and the outputs that differ. */
export const RunComparison = ({ executionIds: [leftId, rightId], onClose }: RunComparisonProps) => {
  const left = useExecution(leftId)
  const right = useExecution(rightId)
  const error = left.error ?? right.error
  return (
    <div className={styles['comparison']}>
      <Button
        color="secondary"
        className={styles['back']}
        startIcon={<ArrowLeft size={14} aria-hidden />}
        onClick={onClose}
      >
        Back to the history
      </Button>
      {error ? (
        <EmptyState
          icon={CircleAlert}
          tone="error"
          title="The runs could not be read"
          action={
            <Button onClick={() => void Promise.all([left.refetch(), right.refetch()])}>Try again</Button>
          }
        >
          {describeError(error)}
        </EmptyState>
      ) : left.data && right.data ? (
        <ComparisonTable left={left.data} right={right.data} />
      ) : (
        <EmptyState icon={Equal} title="Reading both runs…" />
      )}
    </div>
  )
}

const ComparisonTable = ({ left, right }: { left: Execution; right: Execution }) => {
  const [isShort, setShort] = useState(true)
  const [limit, setLimit] = useState(PAGE_ROWS)
  const [open, setOpen] = useState<string>()
  const all = useMemo(() => compareRuns(left, right), [left, right])
  const different = all.filter((row) => row.is_different)
  const rows = isShort ? different : all
  return (
    <>
      <div className={styles['head']}>
        <p>
          {different.length === 0
            ? 'Both went the same way and gave the same.'
            : `${plural(different.length, 'difference')} in ${all.length.toLocaleString()} places`}
          {isWhole(left) && isWhole(right) ? null : ', among the first node executions of long runs'}
        </p>
        <FormControlLabel
          control={<Switch size="small" checked={isShort} onChange={(_, checked) => setShort(checked)} />}
          label="Only what differs"
        />
      </div>
      {rows.length === 0 ? null : (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">Node</th>
              {[left, right].map((run) => (
                <th key={run.id} scope="col" title={run.id}>
                  {formatTime(run.started_at)}
                  <span className={styles['version']}>version {run.workflow_version}</span>
                </th>
              ))}
              <th scope="col" className={styles['number']}>
                Time
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, limit).map((row) => (
              <ComparisonRow
                key={row.path}
                row={row}
                isOpen={open === row.path}
                onToggle={() => setOpen(open === row.path ? undefined : row.path)}
              />
            ))}
          </tbody>
        </table>
      )}
      {rows.length > limit ? (
        <Button onClick={() => setLimit(limit + PAGE_ROWS)}>
          Show more ({(rows.length - limit).toLocaleString()})
        </Button>
      ) : null}
    </>
  )
}

/** Of very long runs only the first node executions are read. */
const isWhole = ({ node_executions, node_executions_total }: Execution): boolean =>
  Object.keys(node_executions).length >= node_executions_total
