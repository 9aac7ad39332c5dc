import type { NodeStatus, NodeStep } from '@llamanexus/contract'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { Link } from 'wouter'
import { formatDuration } from '../ui/format.ts'
import { Markdown } from '../ui/markdown.tsx'
import { StatusMark } from '../ui/status_mark.tsx'
import { ValueView } from '../ui/value_view.tsx'
import { describeStep } from './describe_step.ts'
import styles from './step_trace.module.css'

interface StepTraceProps {
  steps: readonly NodeStep[]
  /** Of the node: in one that has ended nothing is at work any more. */
  status: NodeStatus
}

/** What a node did, step by step: the turns and tool calls of an agent, its questions, the runs it started. */
export const StepTrace = ({ steps, status }: StepTraceProps) => (
  <section aria-label="Steps">
    <h3 className={styles['title']}>Steps</h3>
    <ol className={styles['steps']}>
      {steps.map((step) => (
        <li key={step.name} className={styles['step']}>
          <Step step={step} isAtWork={status === 'running' || status === 'waiting'} />
        </li>
      ))}
    </ol>
  </section>
)

const Step = ({ step, isAtWork }: { step: NodeStep; isAtWork: boolean }) => {
  const { title, note, text, parts, pictures, failed } = describeStep(step)
  const open = step.status === 'running' && !isAtWork ? 'cancelled' : step.status
  const run = childOf(step)
  return (
    <details open={text !== '' || failed !== undefined}>
      <summary>
        <StatusMark status={failed === undefined ? open : 'failed'} />
        <b>{title}</b>
        <span className={styles['note']}>{note}</span>
        {step.duration_ms === null ? null : (
          <span className={styles['time']}>{formatDuration(step.duration_ms)}</span>
        )}
      </summary>
      {text === '' ? null : <Markdown text={text} />}
      {failed === undefined ? null : <p className={styles['failed']}>{failed}</p>}
      {run === undefined ? null : (
        <p className={styles['note']}>
          <Link href={`/workflows/${run.workflow_id}/executions/${run.execution_id}`}>Open its run</Link>
        </p>
      )}
      {parts.map(({ label, value }) => (
        <ValueView key={label} label={label} value={value} />
      ))}
      {pictures.map((address, index) => (
        <img
          key={index}
          className={styles['picture']}
          src={address}
          alt={`Picture ${index + 1} of the result`}
          loading="lazy"
        />
      ))}
    </details>
  )
}

/** The run that a step has started. */
const childOf = ({ info, value }: NodeStep): { workflow_id: string; execution_id: string } | undefined => {
  const { kind, workflow_id } = objectOf(info)
  const { execution_id } = objectOf(value)
  if (kind !== 'run' || typeof workflow_id !== 'string' || typeof execution_id !== 'string') return undefined
  return { workflow_id, execution_id }
}

const objectOf = (value: JsonValue): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
