import type { TriggerState, WorkflowSummary } from '@llamanexus/contract'
import { CalendarClock, CircleAlert } from 'lucide-react'
import { Link } from 'wouter'
import { formatTime } from '../ui/format.ts'
import styles from './trigger_marks.module.css'

/** In the list: what is wrong with the triggers of a workflow, each leading to its node, and when it runs next. */
export const TriggerMarks = ({ workflow }: { workflow: WorkflowSummary }) => {
  const { id, triggers } = workflow
  const broken = triggers.filter(({ state }) => state === 'broken')
  const [next] = triggers.flatMap(({ next_run_at: at }) => at ?? []).toSorted()
  if (broken.length === 0 && next === undefined) return null
  return (
    <div className={styles['marks']}>
      {broken.map((trigger) => (
        <Link
          key={keyOf(trigger)}
          href={trigger.node_id === null ? `/workflows/${id}` : `/workflows/${id}?node=${trigger.node_id}`}
          className={styles['broken']}
          title={trigger.problem?.hint ?? ''}
        >
          <CircleAlert size={14} aria-hidden />
          <span>
            <strong>{trigger.name} does not listen.</strong> {trigger.problem?.message}
          </span>
        </Link>
      ))}
      {next === undefined ? null : (
        <span className={styles['next']}>
          <CalendarClock size={14} aria-hidden />
          Next run <time dateTime={next}>{formatTime(next)}</time>
        </span>
      )}
    </div>
  )
}

const keyOf = ({ node_id, schedule_id }: TriggerState): string => node_id ?? schedule_id ?? ''
