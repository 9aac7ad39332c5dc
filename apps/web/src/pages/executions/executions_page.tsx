import type { ExecutionStatus } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { CircleAlert, ListVideo } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useApi } from '../../api/api_context.tsx'
import { useExecutions, useWorkflows } from '../../api/queries.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { EmptyState } from '../../ui/empty_state.tsx'
import { formatAgo, formatDuration, formatTime } from '../../ui/format.ts'
import { StatusMark, statusText } from '../../ui/status_mark.tsx'
import styles from './executions_page.module.css'

/** All runs of a workflow, newest first, as they come. */
const ExecutionsPage = () => {
  const [params, setParams] = useSearchParams()
  const [status, setStatus] = useState<ExecutionStatus | ''>('')
  const workflows = useWorkflows({ sort: 'updated_at', order: 'desc' })
  const choices = workflows.data?.pages.flatMap((page) => page.items) ?? []
  const chosen = params.get('workflow') ?? choices.find((one) => one.last_execution)?.id ?? choices[0]?.id
  useEffect(() => {
    document.title = 'Runs · LlamaNexus'
  }, [])
  return (
    <AppFrame title="Runs">
      <div className={styles['filters']}>
        <TextField
          select
          label="Workflow"
          value={choices.some((one) => one.id === chosen) ? chosen : ''}
          onChange={({ target }) => setParams({ workflow: target.value }, { replace: true })}
        >
          {choices.map((workflow) => (
            <MenuItem key={workflow.id} value={workflow.id}>
              {workflow.name}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          label="State"
          value={status}
          slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          onChange={({ target }) => setStatus(target.value as ExecutionStatus | '')}
        >
          <MenuItem value="">All</MenuItem>
          {statuses.map((one) => (
            <MenuItem key={one} value={one}>
              {statusText(one)}
            </MenuItem>
          ))}
        </TextField>
      </div>
      {workflows.isError ? (
        <EmptyState icon={CircleAlert} tone="error" title="The runs could not be read">
          {describeError(workflows.error)}
        </EmptyState>
      ) : chosen === undefined ? (
        <EmptyState icon={ListVideo} title={workflows.isLoading ? 'Reading the runs…' : 'No workflows yet'}>
          Runs of your workflows show here.
        </EmptyState>
      ) : (
        <RunTable workflowId={chosen} status={status} />
      )}
    </AppFrame>
  )
}

const RunTable = ({ workflowId, status }: { workflowId: string; status: ExecutionStatus | '' }) => {
  const { socket } = useApi()
  const { data, refetch, isError, error, isLoading, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useExecutions(workflowId, status === '' ? {} : { status })
  const runs = data?.pages.flatMap((page) => page.items) ?? []
  useEffect(() => {
    const refresh = () => void refetch()
    return socket.subscribe(`workflow:${workflowId}`, { onExecution: refresh, onReconnect: refresh })
  }, [socket, workflowId, refetch])
  if (isError) {
    return (
      <EmptyState
        icon={CircleAlert}
        tone="error"
        title="The runs could not be read"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {describeError(error)}
      </EmptyState>
    )
  }
  if (runs.length === 0) {
    return (
      <EmptyState icon={ListVideo} title={isLoading ? 'Reading the runs…' : 'No runs'}>
        {isLoading
          ? null
          : status === ''
            ? 'This workflow has not run yet.'
            : 'None of its runs is in this state.'}
      </EmptyState>
    )
  }
  return (
    <>
      <div className={styles['scroll']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Started</th>
              <th scope="col">Took</th>
              <th scope="col">By</th>
              <th scope="col">Version</th>
              <th scope="col">What went wrong</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id}>
                <td>
                  <Link href={`/workflows/${workflowId}/executions/${run.id}`} className={styles['open']}>
                    <StatusMark status={run.status} withText />
                  </Link>
                </td>
                <td title={formatTime(run.started_at)}>{formatAgo(run.started_at)}</td>
                <td>{run.duration_ms === null ? '' : formatDuration(run.duration_ms)}</td>
                <td>{run.source}</td>
                <td>{run.workflow_version}</td>
                <td className={styles['message']}>{run.error?.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hasNextPage ? (
        <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </>
  )
}

const statuses: readonly ExecutionStatus[] = [
  'running',
  'completed',
  'failed',
  'cancelled',
  'paused',
  'pending',
]

export default ExecutionsPage
