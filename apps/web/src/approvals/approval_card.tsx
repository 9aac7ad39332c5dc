import type { Approval } from '@llamanexus/contract'
import { CircleCheck, CircleSlash, CircleX, Hourglass, UserCheck, Wrench } from 'lucide-react'
import { Link } from 'wouter'
import { formatAgo, formatTime } from '../ui/format.ts'
import { Markdown } from '../ui/markdown.tsx'
import { ValueView } from '../ui/value_view.tsx'
import { ApprovalForm } from './approval_form.tsx'
import styles from './approvals.module.css'

interface ApprovalCardProps {
  approval: Approval
  /** Names the workflow and leads to the run; inside of a run one knows where one is. */
  withRun?: boolean
}

/** A question of a run, with its form while it is open, or what came of it. */
export const ApprovalCard = ({ approval, withRun = false }: ApprovalCardProps) => {
  const { title, message, details, kind, assignee, requested_at, expires_at, status } = approval
  const Icon = kind === 'tool' ? Wrench : UserCheck
  return (
    <article className={styles['card']} aria-label={title} data-status={status}>
      <header className={styles['head']}>
        <Icon size={18} aria-hidden />
        <h2>{title}</h2>
        <span className={styles['when']} title={formatTime(requested_at)}>
          {formatAgo(requested_at)}
        </span>
      </header>
      <p className={styles['from']}>
        {withRun ? (
          <Link
            href={`/workflows/${approval.workflow_id}/executions/${approval.execution_id}`}
            title={approval.workflow_name ?? undefined}
          >
            {approval.workflow_name ?? approval.workflow_id}
          </Link>
        ) : null}
        {assignee === null ? null : <span>For {assignee}</span>}
        {expires_at === null ? null : <span>Until {formatTime(expires_at)}</span>}
        {status === 'open' ? <a href={approval.link}>Link to answer</a> : null}
      </p>
      {message === '' ? null : <Markdown text={message} />}
      {details === null ? null : <ValueView label="What it is about" value={details} />}
      {status === 'open' ? <ApprovalForm approval={approval} /> : <Outcome approval={approval} />}
    </article>
  )
}

const Outcome = ({ approval }: { approval: Approval }) => {
  const { status, decided_by, decided_at, choice, comment, data } = approval
  const { icon: Icon, text } = outcomes[status]
  return (
    <div className={styles['outcome']} data-status={status}>
      <p>
        <Icon size={16} aria-hidden /> {text}
        {decided_by === null ? '' : ` by ${decided_by}`}
        {decided_at === null ? '' : `, ${formatTime(decided_at)}`}
        {choice === null ? '' : `: ${choice}`}
      </p>
      {comment === '' ? null : <p>{comment}</p>}
      {data === null ? null : <ValueView label="Data" value={data} />}
    </div>
  )
}

const outcomes = {
  open: { icon: Hourglass, text: 'Waits' },
  approved: { icon: CircleCheck, text: 'Approved' },
  rejected: { icon: CircleX, text: 'Rejected' },
  expired: { icon: Hourglass, text: 'Its time is over' },
  cancelled: { icon: CircleSlash, text: 'The run does not wait for it any more' },
} as const
