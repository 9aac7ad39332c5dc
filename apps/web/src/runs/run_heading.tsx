import Button from '@mui/material/Button'
import { RotateCcw } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { useApi } from '../api/api_context.tsx'
import { useExecutionSummary } from '../api/queries.ts'
import { useDocument } from '../document/editor_context.tsx'
import { formatDuration, formatTime } from '../ui/format.ts'
import { sourceText } from '../ui/source_text.ts'
import { StatusMark } from '../ui/status_mark.tsx'
import { useVersionView } from '../versions/version_view.tsx'
import { useRun } from './run_context.tsx'
import styles from './run_heading.module.css'
import { isOver } from './run_records.ts'
import { UsageText } from './usage_text.tsx'
import { useRunAgain } from './use_run_again.ts'

/** State, time and version of the run that is shown. */
export const RunHeading = () => {
  const header = useRun((state) => state.header)
  const connection = useStore(useApi().socket.status)
  const { look } = useVersionView()
  const version = useDocument((state) => state.server.version)
  const elapsed = useElapsed(header?.started_at, header !== null && !isOver(header.status))
  if (!header) return null
  const isLost = !isOver(header.status) && connection === 'lost'
  return (
    <p className={styles['heading']} aria-live="polite">
      <StatusMark status={header.status} withText />
      <span className={styles['time']}>{formatDuration(header.duration_ms ?? elapsed)}</span>
      {header.usage && header.usage.total_tokens > 0 ? <UsageText usage={header.usage} /> : null}
      <span className={styles['muted']} title={header.id}>
        {sourceText(header.source)}, {formatTime(header.started_at)}
      </span>
      {header.source === 'workflow' && header.parent_id !== null ? (
        <CallerLink id={header.parent_id} />
      ) : null}
      {header.workflow_version === version ? null : (
        <button type="button" className={styles['look']} onClick={() => look(header.workflow_version)}>
          Ran version {header.workflow_version}: look at it
        </button>
      )}
      {isOver(header.status) ? <RunAgain executionId={header.id} /> : null}
      {isLost ? <span className={styles['lost']}>The server does not answer; trying again…</span> : null}
    </p>
  )
}

/** The run that started this one. */
const CallerLink = ({ id }: { id: string }) => {
  const { data } = useExecutionSummary(id)
  if (!data) return null
  return (
    <Link className={styles['look']} href={`/workflows/${data.workflow_id}/executions/${id}`}>
      Started by another run: open it
    </Link>
  )
}

/** As one asks for after a failure that has passed. */
const RunAgain = ({ executionId }: { executionId: string }) => {
  const isStarting = useRun((state) => state.is_starting)
  const runAgain = useRunAgain()
  return (
    <Button
      size="small"
      color="secondary"
      className={styles['again'] ?? ''}
      disabled={isStarting}
      startIcon={<RotateCcw size={14} aria-hidden />}
      title="With the same trigger data, on the version that it ran"
      onClick={() => void runAgain(executionId)}
    >
      <span>Run again</span>
    </Button>
  )
}

const useElapsed = (startedAt: string | undefined, isRunning: boolean): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [isRunning])
  return startedAt === undefined ? 0 : Math.max(0, now - Date.parse(startedAt))
}
