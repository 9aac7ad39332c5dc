import { NodeError } from '@llamanexus/node-sdk'
import { toFailed } from './failure.ts'
import { ExecutorContext } from './node_context.ts'
import { resolve } from './resolve.ts'
import type { Nodes, Returned, RunWork } from './run_work.ts'
import { ref } from './run_work.ts'
import { counts, type Resolved, type Task } from './task.ts'

/** Begins nodes: their values are made, their start is logged, and their executor is called. */
export function createNodes(run: RunWork): Nodes {
  const { clock } = run.deps
  return { startTask, passBarrier }

  function startTask(task: Task): void {
    task.state = 'running'
    try {
      const values = task.values ?? resolve(run.source, task, task.recorded)
      if (!(values instanceof Promise)) return start(task, values)
      void run.listener.listen(task, values, (resolved) => start(task, resolved))
    } catch (error) {
      logStart(task, undefined)
      run.failures.failTask(task, toFailed(error))
    }
  }

  function start(task: Task, values: Resolved): void {
    task.values = values
    logStart(task, values)
    if (task.node.container) return run.containers.startContainer(task, values)
    if (isPure(task, values)) return invoke(task, values)
    // Nothing may be done to the world before all that led to it is durable.
    task.state = 'starting'
    run.tasks.add(task)
    run.barrier.push(task)
  }

  function logStart(task: Task, values: Resolved | undefined): void {
    // A wake goes on with the try that gave up its place.
    if (!task.wake || task.attempt === 0) task.attempt += 1
    task.started_at = clock.now()
    task.recorded = undefined
    if (task.taken !== undefined) run.log.take(task.taken)
    task.taken = undefined
    run.log.add(
      'node_started',
      {
        attempt: task.attempt,
        ...(values?.recorded && { inputs: values.recorded }),
        ...(values?.sources && { sources: values.sources }),
        ...(task.wake && { wake: task.wake }),
      },
      ref(task),
    )
  }

  async function passBarrier(): Promise<void> {
    const waiting = run.barrier
    run.barrier = []
    run.active += waiting.length
    await run.writer.commit()
    run.active -= waiting.length
    for (const task of waiting)
      if (run.phase === 'live' && task.state === 'starting' && counts(task.frame) && task.values) {
        task.state = 'running'
        invoke(task, task.values)
      }
    run.loop.pump()
  }

  function invoke(task: Task, values: Resolved): void {
    const { type } = task.node
    try {
      if (!type?.execute) return run.endings.concluded(task, withoutExecutor(task))
      if (task.node.node.policy?.timeout_ms !== undefined) task.abort ??= new AbortController()
      const { config, inputs } = values.given ?? values
      const result = type.execute({ config, inputs, context: new ExecutorContext(run.source, task, values) })
      if (!(result instanceof Promise)) return run.endings.concluded(task, result)
      run.listener.watchTimeout(task)
      void run.listener.listen(task, result, (value) => run.endings.concluded(task, value))
    } catch (error) {
      run.failures.failTask(task, toFailed(error))
    }
  }

  /** A plain trigger gives its data at its one output, or each field of it at the output of that name. */
  function withoutExecutor({ node }: Task): Returned {
    if (!node.is_trigger) {
      const hint = 'Install what provides it, or choose another type.'
      const message = `There is no node type "${node.node.type}"`
      throw new NodeError('type_unknown', message, { hint, retryable: false })
    }
    const data = run.record.trigger_data
    const [only, ...others] = node.outputs
    if (only && others.length === 0) return { [only.id]: data }
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {}
  }
}

function isPure({ node }: Task, { config, inputs }: Resolved): boolean {
  return !node.type || node.type.effectOf({ config, inputs }) === 'pure'
}
