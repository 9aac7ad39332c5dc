import type { NodeExecution, NodeStep } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'
import { formatClock, formatDuration, plural } from '../ui/format.ts'
import { StatusMark } from '../ui/status_mark.tsx'
import { ValueView } from '../ui/value_view.tsx'
import { ErrorNote } from './error_note.tsx'
import styles from './node_result.module.css'
import type { NodeRun } from './node_run.ts'
import { ResponseText } from './response_text.tsx'
import { StepTrace } from './step_trace.tsx'

interface NodeResultProps {
  run: Pick<NodeRun, 'status' | 'path' | 'duration_ms' | 'text' | 'error' | 'reason'> & { runs?: number }
  /** Absent until they are read. */
  inputs: JsonObject | undefined
  outputs: JsonObject
  logs: NodeExecution['logs']
  steps: readonly NodeStep[]
  /** Expression that reads the outputs. */
  outputPath?: string
  onChoose?(path: string): void
}

/** What became of one node: error, streamed text, outputs, inputs, logs. */
export const NodeResult = ({ run, inputs, outputs, logs, steps, outputPath, onChoose }: NodeResultProps) => (
  <div className={styles['result']}>
    <p className={styles['head']}>
      <StatusMark status={run.status} withText />
      {run.duration_ms === null ? null : <span>{formatDuration(run.duration_ms)}</span>}
      {(run.runs ?? 1) > 1 ? <span>{plural(run.runs ?? 1, 'run')}, the last one shown</span> : null}
      <code>{run.path}</code>
    </p>
    {run.reason ? <p className={styles['reason']}>{run.reason}</p> : null}
    {run.error ? <ErrorNote error={run.error} /> : null}
    <ResponseText status={run.status} streamed={run.text} outputs={outputs} />
    {steps.length > 0 ? <StepTrace steps={steps} status={run.status} /> : null}
    <ValueView
      label="Outputs"
      value={outputs}
      {...(outputPath !== undefined && onChoose ? { path: outputPath, onChoose } : {})}
    />
    {inputs ? (
      <ValueView label="Inputs" value={inputs} {...(onChoose ? { path: 'inputs', onChoose } : {})} />
    ) : null}
    {logs.length > 0 ? <LogList logs={logs} /> : null}
  </div>
)

const LogList = ({ logs }: Pick<NodeResultProps, 'logs'>) => (
  <section aria-label="Logs">
    <h3 className={styles['title']}>Logs</h3>
    <ol className={styles['logs']}>
      {logs.slice(-500).map((log, at) => (
        <li key={at} data-level={log.level}>
          <time dateTime={log.at}>{formatClock(log.at)}</time> <b>{log.level}</b> {log.message}
          {log.data === undefined ? null : <code> {JSON.stringify(log.data)}</code>}
        </li>
      ))}
    </ol>
  </section>
)
