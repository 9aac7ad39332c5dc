import type { ExecutionStatus, ExecutionSummary } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import { History, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useExecutions } from '../api/queries.ts'
import { useDocument } from '../document/editor_context.tsx'
import { Choice } from '../ui/choice.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { executionStatuses } from '../ui/execution_statuses.ts'
import { formatAgo, formatDuration, formatTime } from '../ui/format.ts'
import { IconAction } from '../ui/icon_action.tsx'
import { ReadFailure } from '../ui/read_failure.tsx'
import { sourceText } from '../ui/source_text.ts'
import { StatusMark, statusText } from '../ui/status_mark.tsx'
import { RunComparison } from './run_comparison.tsx'
import { useRun } from './run_context.tsx'
import styles from './run_history.module.css'
import { isOver } from './run_records.ts'
import { useRunAgain } from './use_run_again.ts'

interface RunHistoryProps {
  onOpen(executionId: string): void
  /** A run was run again, and the new one is shown. */
  onRunAgain(): void
}

/** The runs of this workflow, newest first; each can be opened on the canvas and run again, and two be compared. */
export const RunHistory = ({ onOpen, onRunAgain }: RunHistoryProps) => {
  const workflowId = useDocument((state) => state.server.id)
  const shown = useRun((state) => state.header?.id)
  const [status, setStatus] = useState<ExecutionStatus | ''>('')
  const query = useExecutions(workflowId, status === '' ? {} : { status })
  const runs = query.data?.pages.flatMap((page) => page.items) ?? []
  const [marked, setMarked] = useState<readonly ExecutionSummary[]>([])
  const [compared, setCompared] = useState<readonly [string, string]>()
  const runAgain = useRunAgain()
  // The third one that is marked takes the place of the first.
  const mark = (run: ExecutionSummary) =>
    setMarked(
      marked.some(({ id }) => id === run.id)
        ? marked.filter(({ id }) => id !== run.id)
        : [...marked, run].slice(-2),
    )
  const [first, second] = marked.toSorted((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at))
  if (compared) return <RunComparison executionIds={compared} onClose={() => setCompared(undefined)} />
  return (
    <div className={styles['history']}>
      <div className={styles['filter']}>
        <Choice
          label="State"
          all="Any state"
          value={status}
          options={executionStatuses.map((one) => [one, statusText(one)])}
          onChange={(next) => setStatus(next as ExecutionStatus | '')}
        />
        <Button
          variant="outlined"
          color="secondary"
          disabled={!first || !second}
          onClick={() => first && second && setCompared([first.id, second.id])}
        >
          Compare
        </Button>
        <span className={styles['hint']} aria-live="polite">
          {marked.length === 2
            ? null
            : marked.length === 1
              ? 'Mark one more run'
              : 'Mark two runs to compare them'}
        </span>
      </div>
      {query.isError ? (
        <ReadFailure what="The runs" error={query.error} onRetry={() => void query.refetch()} />
      ) : runs.length === 0 ? (
        <EmptyState icon={History} title={query.isLoading ? 'Reading the runs…' : 'No runs'}>
          {query.isLoading
            ? null
            : status === ''
              ? 'This workflow has not run yet.'
              : 'None of its runs is in this state.'}
        </EmptyState>
      ) : (
        <ul className={styles['list']}>
          {runs.map((run) => (
            <li key={run.id}>
              <HistoryRow
                run={run}
                isShown={run.id === shown}
                isMarked={marked.some(({ id }) => id === run.id)}
                onMark={() => mark(run)}
                onOpen={() => onOpen(run.id)}
                onRunAgain={() => void runAgain(run.id).then((isThere) => isThere && onRunAgain())}
              />
            </li>
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
          Show more
        </Button>
      ) : null}
    </div>
  )
}

interface HistoryRowProps {
  run: ExecutionSummary
  isShown: boolean
  isMarked: boolean
  onMark(): void
  onOpen(): void
  onRunAgain(): void
}

const HistoryRow = ({ run, isShown, isMarked, onMark, onOpen, onRunAgain }: HistoryRowProps) => (
  <div className={styles['line']} aria-current={isShown || undefined}>
    <Checkbox
      size="small"
      checked={isMarked}
      onChange={onMark}
      slotProps={{ input: { 'aria-label': `Compare the run of ${formatTime(run.started_at)}` } }}
    />
    <button type="button" className={styles['row']} onClick={onOpen}>
      <StatusMark status={run.status} withText />
      <span title={formatTime(run.started_at)}>{formatAgo(run.started_at)}</span>
      <span className={styles['aside']}>{sourceText(run.source)}</span>
      <span className={styles['aside']}>version {run.workflow_version}</span>
      <span className={styles['message']} title={run.error?.message}>
        {run.error?.message}
      </span>
      <span className={styles['time']}>
        {run.duration_ms === null ? '' : formatDuration(run.duration_ms)}
      </span>
    </button>
    <IconAction
      label="Run again, with the same data on the same version"
      icon={RotateCcw}
      size="small"
      disabled={!isOver(run.status)}
      onClick={onRunAgain}
    />
  </div>
)
