import type { ExecutionStatus, ExecutionSummary } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { CircleAlert, History } from 'lucide-react'
import { useState } from 'react'
import { useExecutions } from '../api/queries.ts'
import { useDocument } from '../document/editor_context.tsx'
import { Choice } from '../ui/choice.tsx'
import { describeError } from '../ui/describe_error.ts'
import { EmptyState } from '../ui/empty_state.tsx'
import { executionStatuses } from '../ui/execution_statuses.ts'
import { formatAgo, formatDuration, formatTime } from '../ui/format.ts'
import { sourceText } from '../ui/source_text.ts'
import { StatusMark, statusText } from '../ui/status_mark.tsx'
import { useRun } from './run_context.tsx'
import styles from './run_history.module.css'

/** The runs of this workflow, newest first; each can be opened on the canvas. */
export const RunHistory = ({ onOpen }: { onOpen(executionId: string): void }) => {
  const workflowId = useDocument((state) => state.server.id)
  const shown = useRun((state) => state.header?.id)
  const [status, setStatus] = useState<ExecutionStatus | ''>('')
  const query = useExecutions(workflowId, status === '' ? {} : { status })
  const runs = query.data?.pages.flatMap((page) => page.items) ?? []
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
      </div>
      {query.isError ? (
        <EmptyState
          icon={CircleAlert}
          tone="error"
          title="The runs could not be read"
          action={<Button onClick={() => void query.refetch()}>Try again</Button>}
        >
          {describeError(query.error)}
        </EmptyState>
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
              <HistoryRow run={run} isShown={run.id === shown} onOpen={() => onOpen(run.id)} />
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
  onOpen(): void
}

const HistoryRow = ({ run, isShown, onOpen }: HistoryRowProps) => (
  <button type="button" className={styles['row']} aria-current={isShown || undefined} onClick={onOpen}>
    <StatusMark status={run.status} withText />
    <span title={formatTime(run.started_at)}>{formatAgo(run.started_at)}</span>
    <span>{sourceText(run.source)}</span>
    <span>version {run.workflow_version}</span>
    <span className={styles['message']}>{run.error?.message}</span>
    <span className={styles['time']}>{run.duration_ms === null ? '' : formatDuration(run.duration_ms)}</span>
  </button>
)
