import type { Suspension } from '@llamanexus/node-sdk'
import type { JsonObject, NodeFailure } from '@llamanexus/workflow'
import { settle } from '../interpreter/settle.ts'
import { checkOutputs } from './check_outputs.ts'
import { toFailed } from './failure.ts'
import { redactPorts } from './redact_entry.ts'
import type { NodeEndings, Returned, RunWork } from './run_work.ts'
import { ref } from './run_work.ts'
import type { Task } from './task.ts'

/** Takes what executors return, and hands it on to what follows. */
export function createNodeEndings(run: RunWork): NodeEndings {
  const { limits, clock } = run.deps
  const maxExecutions = Math.min(
    limits.max_node_executions,
    run.plan.workflow.settings.max_node_executions ?? Number.MAX_VALUE,
  )
  return { concluded, complete, settleTask, endTask }

  function concluded(task: Task, result: object): void {
    if (isSuspension(result)) {
      run.writer.endStreams(task)
      const { until } = result
      if (result.suspend === 'timer') return run.waits.suspend(task, { until })
      return run.waits.suspend(task, { until, signal: result.name, person: result.person === true })
    }
    let checked: ReturnType<typeof checkOutputs>
    try {
      checked = checkOutputs(task.node, result as Returned, limits.max_output_bytes)
    } catch (error) {
      return run.failures.failTask(task, toFailed(error))
    }
    const { redaction } = run.deps
    // Struck out here already, so that what follows is not handed a secret either.
    const outputs = redaction.is_active ? redactPorts(checked.outputs, redaction) : checked.outputs
    complete(task, outputs, checked.bytes)
  }

  function complete(task: Task, outputs: JsonObject, bytes: number, error?: NodeFailure): void {
    run.writer.endStreams(task)
    endTask(task)
    const duration_ms = clock.now() - task.started_at
    run.log.add(
      'node_completed',
      { outputs, attempt: task.attempt, duration_ms, ...(error && { error }) },
      ref(task),
      bytes,
    )
    settleTask(task, outputs)
    run.completions += 1
    if (run.completions > maxExecutions)
      run.ending.endRun({
        status: 'failed',
        error: {
          code: 'limit_exceeded',
          message: `The run completed more than ${maxExecutions} nodes`,
          hint: 'Raise max_node_executions in the workflow settings, or look for a loop that does not end.',
        },
      })
  }

  function settleTask({ frame, node }: Task, outputs: JsonObject): void {
    settle(frame, node, outputs, run.decisions)
    if (frame.open === 0) run.containers.frameEnded(frame)
  }

  function endTask(task: Task): void {
    task.state = 'ended'
    if (task.stopTimer || task.abort) {
      task.stopTimer?.()
      task.stopTimer = undefined
      task.abort = undefined
    }
    task.values = undefined
    run.tasks.delete(task)
  }
}

const isSuspension = (result: object): result is Suspension =>
  'suspend' in result &&
  ((result.suspend === 'timer' && 'until' in result) || (result.suspend === 'signal' && 'name' in result))
