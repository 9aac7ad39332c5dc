import Button from '@mui/material/Button'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import { CircleAlert, Crosshair, Play } from 'lucide-react'
import { useState } from 'react'
import { useNodeExecution } from '../api/queries.ts'
import { NodeApprovals } from '../approvals/node_approvals.tsx'
import { useDocument, useEditor } from '../document/editor_context.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { ValueView } from '../ui/value_view.tsx'
import { useOpenRun } from '../versions/use_open_run.ts'
import { useVersionView } from '../versions/version_view.tsx'
import { ErrorNote } from './error_note.tsx'
import styles from './execution_panel.module.css'
import { FinalOutput } from './final_output.tsx'
import { IterationPicker } from './iteration_picker.tsx'
import { NodeResult } from './node_result.tsx'
import { useRun, useRunStore } from './run_context.tsx'
import { RunHeading } from './run_heading.tsx'
import { RunHistory } from './run_history.tsx'
import type { PathRecord } from './run_records.ts'
import { Timeline } from './timeline.tsx'

type PanelTab = 'run' | 'history'

/** The run that is shown: when what ran, what went in and came out; and the runs before it. */
export const ExecutionPanel = () => {
  const store = useRunStore()
  const hasRun = useRun((state) => state.header !== null)
  const problem = useRun((state) => state.problem)
  const openRun = useOpenRun()
  const { look } = useVersionView()
  const [tab, setTab] = useState<PanelTab>('run')
  return (
    <section className={styles['panel']} aria-label="Runs">
      <header className={styles['head']}>
        <Tabs value={tab} onChange={(_, next: PanelTab) => setTab(next)} aria-label="Runs">
          <Tab value="run" label="Run" id="runs-tab-run" aria-controls="runs-panel" />
          <Tab value="history" label="History" id="runs-tab-history" aria-controls="runs-panel" />
        </Tabs>
        {hasRun ? <RunHeading /> : null}
        <span className={styles['space']} />
        {hasRun ? (
          <Button
            color="secondary"
            onClick={() => {
              store.clear()
              look(undefined)
            }}
          >
            Clear
          </Button>
        ) : null}
      </header>
      <div role="tabpanel" id="runs-panel" aria-labelledby={`runs-tab-${tab}`} className={styles['content']}>
        {tab === 'history' ? (
          <RunHistory
            onOpen={(id) => {
              setTab('run')
              void openRun(id)
            }}
            onRunAgain={() => setTab('run')}
          />
        ) : problem !== null ? (
          <EmptyState icon={CircleAlert} title="The run could not be read" tone="error">
            {problem}
          </EmptyState>
        ) : hasRun ? (
          <RunBody />
        ) : (
          <EmptyState icon={Play} title="No run is shown">
            Press Run, or open one from the history. Runs that a trigger starts appear here by themselves.
          </EmptyState>
        )}
      </div>
    </section>
  )
}

const RunBody = () => {
  const store = useRunStore()
  const path = useRun((state) => state.path)
  const missing = useRun((state) => state.records?.missing ?? 0)
  return (
    <div className={styles['body']}>
      <div className={styles['left']}>
        <IterationPicker />
        <Timeline onChoose={(next) => store.showPath(next)} />
        {missing > 0 ? (
          <p className={styles['missing']}>
            {missing.toLocaleString()} more node executions are not shown here.
          </p>
        ) : null}
      </div>
      <div className={styles['right']}>{path === null ? <RunResult /> : <PathResult path={path} />}</div>
    </div>
  )
}

/** What the run as a whole started with and gave. */
const RunResult = () => {
  const header = useRun((state) => state.header)
  if (!header) return null
  return (
    <div className={styles['result']}>
      {header.error ? <RunError /> : null}
      {header.status === 'completed' ? <FinalOutput value={header.final_output} /> : null}
      <ValueView label="Trigger data" value={header.trigger_data} />
    </div>
  )
}

const RunError = () => {
  const store = useRunStore()
  const { session, catalogue } = useEditor()
  const error = useRun((state) => state.header?.error)
  const node = useDocument((state) => state.nodes[error?.node_id ?? ''])
  if (!error) return null
  return (
    <ErrorNote error={error}>
      {node ? (
        <Button
          color="error"
          startIcon={<Crosshair size={14} aria-hidden />}
          onClick={() => {
            session.inspect(node.id)
            store.showPath(error.path ?? node.id)
          }}
        >
          Go to {node.label ?? catalogue.get(node.type)?.name ?? node.id}
        </Button>
      ) : null}
    </ErrorNote>
  )
}

const PathResult = ({ path }: { path: string }) => {
  const store = useRunStore()
  const { session } = useEditor()
  // The record is changed in place; the version says when to draw it again.
  const version = useRun((state) => state.version)
  const executionId = useRun((state) => state.header?.id)
  const record = useRun((state) => state.records?.by_path.get(path))
  const isSettled = record !== undefined && record.completed_at !== null
  const { data } = useNodeExecution(executionId, path, isSettled)
  if (!record) {
    return <p className={styles['missing']}>The run has not reached this node in this iteration.</p>
  }
  return (
    <div className={styles['result']} data-version={version}>
      <div className={styles['actions']}>
        <Button
          startIcon={<Crosshair size={14} aria-hidden />}
          onClick={() => session.inspect(record.node_id)}
        >
          Show on the canvas
        </Button>
        <Button color="secondary" onClick={() => store.showPath(null)}>
          Back to the run
        </Button>
      </div>
      {record.status === 'waiting' && executionId !== undefined ? (
        <NodeApprovals executionId={executionId} path={path} />
      ) : null}
      <NodeResult
        run={snapshot(record)}
        inputs={data?.inputs}
        outputs={record.outputs}
        logs={record.logs}
        steps={record.steps}
      />
    </div>
  )
}

const snapshot = ({ status, path, duration_ms, text, error, reason }: PathRecord) => ({
  status,
  path,
  duration_ms,
  text,
  error,
  reason,
})
