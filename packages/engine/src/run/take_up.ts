import { begin } from '../interpreter/settle.ts'
import type { Interrupted, Leaving, Reason, RunWork } from './run_work.ts'
import { counts, type Task } from './task.ts'

/** Begins a new run. */
export function beginRun(run: RunWork): void {
  const { record } = run
  run.phase = 'live'
  run.log.add('execution_started', {
    workflow_id: record.workflow_id,
    workflow_version: record.workflow_version,
    trigger_node: record.trigger_node,
  })
  run.ending.watchDeadline()
  begin(run.root, record.trigger_node, run.decisions)
  run.loop.pump()
}

/** Rebuilds a run from its log, and goes on with it. */
export async function takeUp(run: RunWork, reason: Reason): Promise<void> {
  const { record } = run
  run.durable = true
  run.started.resolve()
  let empty = true
  for await (const piece of run.deps.journal.read(record.id)) {
    for (const entry of piece) {
      if (empty) begin(run.root, record.trigger_node, run.decisions)
      empty = false
      const waiting = run.replayer.replay(entry)
      if (waiting) await waiting
    }
  }
  run.writer.update({ status: 'running', wake_at: null })
  if (empty) return beginRun(run)
  await goLive(run, reason)
  if (run.phase === 'live') await run.writer.commit()
}

/** Goes on with a run that was parked and has been kept: its log need not be read again. */
export async function wakeUp(run: RunWork): Promise<void> {
  run.leaving = Promise.withResolvers<Leaving>()
  run.phase = 'live'
  run.writer.update({ status: 'running', wake_at: null })
  run.ending.watchDeadline()
  for (const task of run.tasks) goOnWith(run, task)
  run.loop.pump()
  if (run.phase === 'live') await run.writer.commit()
}

/** The log is read: what it leaves open is done from here on. */
async function goLive(run: RunWork, reason: Reason): Promise<void> {
  const { record, log, expected, ending } = run
  const interrupted = reason === 'resume' ? [] : await run.replayer.interruptedUnsafely()
  run.phase = 'live'
  for (const [path, skipped] of expected)
    log.add('node_skipped', { reason: skipped.reason }, { id: skipped.id, path })
  expected.clear()
  if (reason !== 'wake')
    log.add('execution_resumed', { reason: reason === 'resume' ? 'requested' : 'restart' })
  ending.watchDeadline()
  if (interrupted.length > 0) run.pausing = interruption(interrupted)
  else if (record.control === 'pause') run.pausing = { reason: 'requested' }
  const left = [...run.open.values()]
  run.open.clear()
  if (record.control === 'cancel') return ending.endRun({ status: 'cancelled' })
  if (run.pendingEnd) return ending.endRun(run.pendingEnd)
  for (const task of left) if (counts(task.frame)) goOnWith(run, task)
  run.loop.pump()
}

function interruption(interrupted: readonly Interrupted[]): NonNullable<RunWork['pausing']> {
  const steps = interrupted.flatMap(({ path, steps }) => steps.map((name) => ({ path, name })))
  const nodes = interrupted.map(({ path }) => path)
  return { reason: 'unsafe_interrupted', nodes, ...(steps.length > 0 && { steps }) }
}

function goOnWith(run: RunWork, task: Task): void {
  if (task.state === 'waiting' || task.state === 'retrying') {
    run.tasks.add(task)
    return run.waits.arm(task)
  }
  if (!task.driver) {
    task.state = 'ready'
    run.queue.push(task)
    return
  }
  run.tasks.add(task)
  run.listener.watchTimeout(task)
  const steps = task.steps ?? []
  task.steps = undefined
  const { wait } = task
  if (wait?.until !== undefined) return run.containers.sleep(task, wait.at, wait.until)
  run.containers.take(task, steps)
}
