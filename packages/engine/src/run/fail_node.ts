import type { NodeFailure } from '@llamanexus/workflow'
import { backoffMs, DEFAULT_BACKOFF } from './backoff.ts'
import type { Failed } from './failure.ts'
import { redactFailure } from './redact_entry.ts'
import type { Failures, RunWork } from './run_work.ts'
import { isoTime, ref } from './run_work.ts'
import { newTask, type Task } from './task.ts'

/** What follows when a node fails. */
export function createFailures(run: RunWork): Failures {
  const { clock, random } = run.deps
  return { failTask, renewed, nodeFailed }

  function failTask(task: Task, thrown: Failed): void {
    const { redaction } = run.deps
    const failed = redaction.is_active
      ? { ...thrown, failure: redactFailure(thrown.failure, redaction) }
      : thrown
    run.writer.endStreams(task)
    run.listener.abandon(task)
    if (task.driver) run.dropping.dropWithin((frame) => frame.host === task)
    const { policy } = task.node.node
    const { retry } = policy ?? {}
    if (failed.retryable && retry && task.failures < retry.max_retries) return retryTask(task, failed)
    const error = failed.failure
    switch (policy?.on_error ?? 'fail') {
      case 'continue': {
        const outputs = Object.fromEntries(task.node.outputs.map((port) => [port.id, null]))
        return run.endings.complete(task, outputs, 0, error)
      }
      case 'branch': {
        const { message, code } = error
        const outputs = { error: { message, code, node_id: task.node.id, attempt: task.attempt } }
        return run.endings.complete(task, outputs, message.length, error)
      }
      case 'fail': {
        run.endings.endTask(task)
        const duration_ms = clock.now() - task.started_at
        run.log.add('node_failed', { error, attempt: task.attempt, duration_ms }, ref(task))
        nodeFailed(task, failed)
      }
    }
  }

  function retryTask(task: Task, failed: Failed): void {
    const again = renewed(task)
    again.failures += 1
    const backoff = { ...DEFAULT_BACKOFF, ...task.node.node.policy?.retry }
    const ms = Math.max(backoffMs(backoff, again.failures, random), failed.retry_after_ms ?? 0)
    const at = clock.now()
    again.wait = { at, until: at + ms }
    const until = isoTime(at + ms)
    run.log.add('node_retrying', { error: failed.failure, attempt: task.attempt, until }, ref(task))
    run.tasks.add(again)
    run.waits.arm(again)
  }

  function renewed(task: Task): Task {
    const { attempt, failures, values } = task
    run.endings.endTask(task)
    return { ...newTask(task.frame, task.node), attempt, failures, values, state: 'retrying' }
  }

  function nodeFailed(task: Task, { failure: told, retry_after_ms }: Omit<Failed, 'retryable'>): void {
    const { frame, node, path } = task
    // What it took counts at the node, and nowhere a second time.
    const { spent: _, ...failure } = told
    const { host } = frame
    if (!host) return run.ending.endRun({ status: 'failed', error: { ...failure, node_id: node.id, path } })
    frame.dead = true
    run.dropping.dropWithin((at) => at === frame)
    if (!host.driver) return
    const outcome = { ok: false, failure: withPath(failure, path), retry_after_ms } as const
    run.containers.take(host, host.driver.ended(frame.index, outcome))
  }
}

/** A container's failure says which node of which iteration it comes from; the innermost is kept. */
function withPath(failure: NodeFailure, path: string): NodeFailure {
  const { details } = failure
  const known = typeof details === 'object' && details !== null && 'path' in details
  if (known) return failure
  return {
    ...failure,
    message: `${path}: ${failure.message}`,
    details: { path, ...(details !== undefined && { cause: details }) },
  }
}
