import type { ExecutionSummary, WorkflowSummary } from '@llamanexus/contract'
import { Link } from 'wouter'
import { useWorkflow } from '../../api/queries.ts'
import { formatAgo, formatDuration, formatTime } from '../../ui/format.ts'
import { sourceText } from '../../ui/source_text.ts'
import { StatusMark } from '../../ui/status_mark.tsx'
import styles from './executions_page.module.css'

interface RunTableProps {
  runs: readonly ExecutionSummary[]
  /** Those that are known by name already. */
  workflows: readonly WorkflowSummary[]
}

/** Runs, one a row; a row leads to the run on the canvas. */
export const RunTable = ({ runs, workflows }: RunTableProps) => {
  const names = new Map(workflows.map(({ id, name }) => [id, name]))
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Workflow</th>
            <th scope="col">Started</th>
            <th scope="col" className={styles['number']}>
              Took
            </th>
            <th scope="col" className={styles['aside']}>
              Trigger
            </th>
            <th scope="col" className={`${styles['number']} ${styles['aside']}`}>
              Version
            </th>
            <th scope="col">What went wrong</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <StatusMark status={run.status} withText />
              </td>
              <td className={styles['workflow']} title={names.get(run.workflow_id)}>
                <Link href={`/workflows/${run.workflow_id}/executions/${run.id}`} className={styles['open']}>
                  {names.get(run.workflow_id) ?? <WorkflowName id={run.workflow_id} />}
                  <span className="visually-hidden">, run of {formatTime(run.started_at)}</span>
                </Link>
              </td>
              <td title={formatTime(run.started_at)}>{formatAgo(run.started_at)}</td>
              <td className={styles['number']}>
                {run.duration_ms === null ? '' : formatDuration(run.duration_ms)}
              </td>
              <td className={styles['aside']}>{sourceText(run.source)}</td>
              <td className={`${styles['number']} ${styles['aside']}`}>{run.workflow_version}</td>
              <td className={styles['message']} title={run.error?.message}>
                {run.error?.message}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The name of a workflow that is not among those that were read. */
const WorkflowName = ({ id }: { id: string }) => useWorkflow(id).data?.name ?? id
