import { driverOf } from '../containers/driver_of.ts'
import { splitFrame, splitPath } from '../fold/frame_path.ts'
import type { LogData, LogEntry } from '../log.ts'
import { replayStep } from './replay_step.ts'
import { resolve } from './resolve.ts'
import type { Interrupted, Replayer, RunWork } from './run_work.ts'
import { counts, spentWaiting, type Task } from './task.ts'

/** Rebuilds a run from its log: each entry is applied in its order, and no node is started. */
export function createReplayer(run: RunWork): Replayer {
  const { source, open, expected } = run
  return { replay, interruptedUnsafely }

  function replay(entry: LogEntry): Promise<void> | undefined {
    run.log.seq = entry.seq
    const { path, type } = entry
    if (type === 'execution_resumed') for (const task of open.values()) task.allowed = true
    if (path === undefined) return undefined
    if (!open.has(path) && !expected.has(path)) reopen(path)
    if (type === 'node_skipped' && expected.delete(path)) return undefined
    const task = open.get(path)
    return task && replayTask(task, entry)
  }

  function replayTask(task: Task, entry: LogEntry): Promise<void> | undefined {
    if (is(entry, 'node_started')) return replayStart(task, entry.data, Date.parse(entry.at))
    if (is(entry, 'node_waiting')) {
      const { until, signal, person, at_ms } = entry.data
      task.wait = { at: at_ms, until: until === undefined ? undefined : Date.parse(until), signal, person }
      if (!task.node.container) {
        task.state = 'waiting'
        task.spent += Math.max(0, at_ms - task.started_at)
      }
    } else if (is(entry, 'node_step')) replayStep(task, entry.data)
    else if (is(entry, 'node_retrying')) {
      const again = run.failures.renewed(task)
      again.failures += 1
      again.wait = { at: Date.parse(entry.at), until: Date.parse(entry.data.until) }
      open.set(task.path, again)
      run.dropping.dropWithin((frame) => frame.host === task)
    } else if (is(entry, 'node_completed')) {
      run.completions += 1
      endReplayed(task)
      run.endings.settleTask(task, entry.data.outputs)
      openFrames()
    } else if (is(entry, 'node_failed')) {
      endReplayed(task)
      run.failures.nodeFailed(task, { failure: entry.data.error })
      openFrames()
    } else if (is(entry, 'node_skipped')) endReplayed(task)
    return undefined
  }

  async function replayStart(task: Task, data: LogData['node_started'], at: number): Promise<void> {
    task.state = 'running'
    task.attempt = data.attempt
    task.recorded = data.inputs ?? {}
    task.wake = data.wake
    task.spent += spentWaiting(task)
    task.wait = undefined
    task.allowed = false
    task.begun = undefined
    task.started_at = at
    if (!task.node.container) return
    try {
      task.values = await resolve(source, task, task.recorded)
      task.driver = driverOf(task.node.container, task.values, run.deps.random)
      run.containers.take(task, task.driver.start())
      openFrames()
    } catch {
      // It failed the first time too: the log says so next, or the try is made again.
      task.driver = undefined
    }
  }

  function endReplayed(task: Task): void {
    open.delete(task.path)
    run.endings.endTask(task)
    run.dropping.dropWithin((frame) => frame.host === task)
  }

  /** An entry from an iteration that is not open: its container asked, or waited, and then went on. */
  function reopen(path: string): void {
    const at = splitFrame(splitPath(path).prefix)
    const host = at && open.get(at.container)
    const step = host?.steps?.[0]
    if (!host?.driver || !step) return
    host.steps = undefined
    host.wait = undefined
    if (step.do === 'check') run.containers.take(host, host.driver.checked?.(true) ?? [])
    else if (step.do === 'sleep') run.containers.take(host, host.driver.woken?.() ?? [])
    openFrames()
  }

  function openFrames(): void {
    for (let work = run.queue.shift(); work; work = run.queue.shift())
      if ('host' in work) run.containers.openFrame(work)
  }

  async function interruptedUnsafely(): Promise<Interrupted[]> {
    const interrupted: Interrupted[] = []
    for (const task of open.values()) {
      const { node } = task
      if (task.state !== 'running' || task.allowed || node.container || !node.type || !counts(task.frame))
        continue
      const { path, begun = [] } = task
      const steps = [...begun].flatMap(([name, effect]) => (effect === 'unsafe' ? name : []))
      if (steps.length > 0) interrupted.push({ path, steps })
      if (steps.length > 0 || node.type.stepped) continue
      try {
        const values = await resolve(source, task, task.recorded)
        if (node.type.effectOf(values) === 'unsafe') interrupted.push({ path, steps })
      } catch {
        // Its values cannot be made: it will fail before it does anything.
      }
    }
    return interrupted
  }
}

const is = <T extends LogEntry['type']>(entry: LogEntry, type: T): entry is LogEntry<T> => entry.type === type
