import type { TriggerDetail } from '@llamanexus/contract'
import { CircleAlert, CircleDashed, Radio } from 'lucide-react'
import { Link } from 'wouter'
import { useTriggers } from '../api/queries.ts'
import { useDocument } from '../document/editor_context.tsx'
import { formatAgo, formatTime } from '../ui/format.ts'
import { CopyLine } from './copy_line.tsx'
import styles from './trigger_status.module.css'

/** Whether a trigger listens as it was saved, what is wrong where it does not, its addresses, and what it started last. */
export const TriggerStatus = ({ nodeId }: { nodeId: string }) => {
  const server = useDocument((state) => state.server)
  const { data } = useTriggers(server)
  const trigger = data?.items.find(({ node_id }) => node_id === nodeId)
  if (!trigger) return null
  return (
    <section className={styles['status']} data-state={trigger.state} aria-label="Trigger">
      <TriggerWords trigger={trigger} isActive={server.is_active} />
      {trigger.address ? (
        <>
          <CopyLine
            label="Production address"
            text={trigger.address.production}
            lead={trigger.address.method}
          />
          <CopyLine label="Test address" text={trigger.address.test} lead={trigger.address.method} />
          <p>
            The test address takes calls whether the workflow is active or not. Both are of the version that
            was saved.
          </p>
        </>
      ) : null}
      {trigger.last_run ? (
        <p>
          Last run{' '}
          <Link
            href={`/workflows/${server.id}/executions/${trigger.last_run.execution_id}`}
            title={formatTime(trigger.last_run.started_at)}
          >
            {formatAgo(trigger.last_run.started_at)}
          </Link>
        </p>
      ) : null}
    </section>
  )
}

const TriggerWords = ({ trigger, isActive }: { trigger: TriggerDetail; isActive: boolean }) => {
  const { state, problem, note, next_run_at: next } = trigger
  if (state === 'broken')
    return (
      <div className={styles['words']} role="note">
        <CircleAlert size={14} aria-hidden />
        <span>
          <strong>Does not listen.</strong> {problem?.message}
          {problem?.hint ? <span className={styles['hint']}>{problem.hint}</span> : null}
        </span>
      </div>
    )
  const Icon = state === 'listening' ? Radio : CircleDashed
  const words = [note, next ? `next ${formatTime(next)}` : undefined].filter(Boolean).join(', ')
  return (
    <div className={styles['words']}>
      <Icon size={14} aria-hidden />
      <span>
        <strong>{state === 'listening' ? 'Listens' : 'Off'}</strong>
        {state === 'listening' ? (words ? `: ${words}` : '') : isActive ? '' : ': the workflow is not active'}
      </span>
    </div>
  )
}
