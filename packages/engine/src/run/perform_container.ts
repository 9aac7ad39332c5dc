import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Exits, Step } from '../containers/driver.ts'
import { driverOf } from '../containers/driver_of.ts'
import { framePrefix } from '../fold/frame_path.ts'
import { newFrame } from '../interpreter/frame.ts'
import { begin, isLive } from '../interpreter/settle.ts'
import { toFailed } from './failure.ts'
import { ExecutorContext } from './node_context.ts'
import { valueOf } from './resolve.ts'
import type { Containers, RunWork } from './run_work.ts'
import { isoTime, ref } from './run_work.ts'
import { counts, type Opening, type Resolved, type RunFrame, type Task } from './task.ts'

/** Performs containers: their driver says what to do, and is told what came of it. */
export function createContainers(run: RunWork): Containers {
  const { clock, random } = run.deps
  return { startContainer, take, sleep, openFrame, frameEnded }

  function startContainer(task: Task, values: Resolved): void {
    run.tasks.add(task)
    try {
      const kind = task.node.container
      if (!kind) return
      task.driver = driverOf(kind, values, random)
    } catch (error) {
      return run.failures.failTask(task, toFailed(error))
    }
    run.listener.watchTimeout(task)
    take(task, task.driver.start())
  }

  function take(task: Task, steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.do === 'open') run.queue.push({ host: task, index: step.index, locals: step.locals })
      // What a log records is read from it: a check may not be asked twice, nor a wait be made anew.
      else if (run.phase === 'replaying') task.steps = [step]
      else perform(task, step)
    }
  }

  function perform(task: Task, step: Exclude<Step, { do: 'open' }>): void {
    switch (step.do) {
      case 'check':
        return check(task, step.condition, step.locals)
      case 'sleep': {
        const at = clock.now()
        run.log.add('node_waiting', { until: isoTime(at + step.ms), at_ms: at }, ref(task))
        return sleep(task, at, at + step.ms)
      }
      case 'complete':
        return run.endings.concluded(task, step.outputs)
      case 'fail':
        return run.failures.failTask(task, { failure: step.failure, retryable: true })
    }
  }

  function check(task: Task, condition: string, locals: JsonObject): void {
    if (!task.values) return
    try {
      const context = new ExecutorContext(run.source, task, task.values)
      const holds = context.evaluate(condition, locals)
      const next = (value: JsonValue) => take(task, task.driver?.checked?.(Boolean(value)) ?? [])
      if (!(holds instanceof Promise)) return next(holds)
      void run.listener.listen(task, holds, next)
    } catch (error) {
      run.failures.failTask(task, toFailed(error))
    }
  }

  function sleep(task: Task, at: number, until: number): void {
    task.wait = { at, until }
    const timeout = task.stopTimer
    const stop = clock.after(Math.max(0, until - clock.now()), () => {
      task.wait = undefined
      task.stopTimer = timeout
      if (run.phase !== 'live' || task.state === 'ended') return
      take(task, task.driver?.woken?.() ?? [])
      run.loop.pump()
    })
    task.stopTimer = () => {
      stop()
      timeout?.()
    }
  }

  function openFrame({ host, index, locals }: Opening): void {
    const scope = host.node.body
    if (!scope || host.state === 'ended' || !counts(host.frame)) return
    const prefix = framePrefix(host.path, index)
    const { frame: parent, node: host_node } = host
    const frame = newFrame<Task>({ scope, parent, host, host_node, prefix, index, locals })
    begin(frame, null, run.decisions)
    if (frame.open === 0) frameEnded(frame)
  }

  function frameEnded(frame: RunFrame): void {
    const { host } = frame
    if (!host?.driver || frame.dead) return
    frame.dead = true
    const exits: Record<string, JsonValue | undefined> = {}
    for (const { port, source: from } of frame.scope.exits)
      if (exits[port] === undefined && isLive(frame, from)) exits[port] = valueOf(frame, from)
    take(host, host.driver.ended(frame.index, { ok: true, exits: exits as Exits }))
  }
}
