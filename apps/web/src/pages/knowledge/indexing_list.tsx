import type { IndexingJob } from '@llamanexus/contract'
import LinearProgress from '@mui/material/LinearProgress'
import { CircleAlert, X } from 'lucide-react'
import { useKnowledgeChanges } from '../../api/knowledge.ts'
import { describeError } from '../../ui/describe_error.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import styles from './knowledge_page.module.css'
import type { Refused } from './upload_queue.ts'

interface IndexingListProps {
  name: string
  jobs: readonly IndexingJob[]
  /** What did not even get to be indexed. */
  refused: readonly Refused[]
  onDismiss(name: string): void
}

/** How far each document is, and why one could not be indexed, until somebody has seen it. */
export const IndexingList = ({ name, jobs, refused, onDismiss }: IndexingListProps) => {
  const { cancel } = useKnowledgeChanges()
  const shown = latestOf(jobs).filter(({ status }) => status === 'running' || status === 'failed')
  const forget = ({ id }: IndexingJob) => cancel.mutate({ name, jid: id })
  if (shown.length + refused.length === 0) return null
  return (
    <ul className={styles['jobs']} aria-label="Being indexed">
      {refused.map(({ name: file, error }) => (
        <Failure key={`refused ${file}`} name={file} onDismiss={() => onDismiss(file)}>
          {describeError(error)}
        </Failure>
      ))}
      {shown.map((job) =>
        job.status === 'failed' ? (
          <Failure key={job.id} name={job.document} onDismiss={() => forget(job)}>
            {[job.error?.message, job.error?.hint].filter(Boolean).join('. ')}
          </Failure>
        ) : (
          <li key={job.id}>
            <span title={job.document}>{job.document}</span>
            <LinearProgress
              aria-label={`Indexing ${job.document}`}
              variant={job.total > 0 ? 'determinate' : 'indeterminate'}
              value={job.total > 0 ? (100 * job.done) / job.total : 0}
            />
            <IconAction label={`Cancel ${job.document}`} icon={X} size="small" onClick={() => forget(job)} />
          </li>
        ),
      )}
    </ul>
  )
}

const Failure = ({ name, children, onDismiss }: { name: string; children: string; onDismiss(): void }) => (
  <li data-status="failed">
    <CircleAlert size={16} aria-hidden />
    <span role="alert">
      <strong>{name}</strong>
      <em>{children}</em>
    </span>
    <IconAction label={`Dismiss ${name}`} icon={X} size="small" onClick={onDismiss} />
  </li>
)

/** The last job of each document: a second try that worked takes the first one's error away. */
function latestOf(jobs: readonly IndexingJob[]): IndexingJob[] {
  const seen = new Set<string>()
  return jobs.filter(({ document }) => !seen.has(document) && seen.add(document))
}
