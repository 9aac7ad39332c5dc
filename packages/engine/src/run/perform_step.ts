import { NodeError, type StepOptions } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { toFailed } from './failure.ts'
import { jsonBytes } from './json_bytes.ts'
import { isCutShort } from './note_spent.ts'
import type { RunWork } from './run_work.ts'
import { ref } from './run_work.ts'
import type { Task } from './task.ts'

/** One call of an executor; a task is called again after it was woken. */
export interface StartedTask {
  readonly task: Task
  readonly wake: Task['wake']
  /** The steps that this call has asked for. */
  readonly names: Set<string>
}

export interface AskedStep extends StepOptions {
  readonly name: string
  readonly perform: () => JsonValue | Promise<JsonValue>
}

export interface Steps {
  step(start: StartedTask, asked: AskedStep): Promise<JsonValue>
}

/** Performs the steps of nodes: each once, written down before it begins and before its value is answered. */
export function createSteps(run: RunWork): Steps {
  const { clock, limits, redaction } = run.deps
  return { step }

  async function step(start: StartedTask, asked: AskedStep): Promise<JsonValue> {
    const { task, names } = start
    const { name } = asked
    if (names.has(name)) throw repeated(task, name)
    names.add(name)
    // After the executor has returned its promise, so that the run listens to it.
    await undefined
    const known = task.performed?.get(name)
    if (known !== undefined) return known
    assertCurrent(start)
    if (run.pausing || run.departing) return hold(task)
    task.stepping = (task.stepping ?? 0) + 1
    try {
      return await perform(start, asked)
    } finally {
      task.stepping -= 1
      leaveBetweenSteps(task)
    }
  }

  async function perform(start: StartedTask, asked: AskedStep): Promise<JsonValue> {
    const { task } = start
    const { name, effect = 'unsafe', info } = asked
    const entry = { name, effect, attempt: task.attempt }
    const began = clock.now()
    const since = () => clock.now() - began
    run.log.add('node_step', { ...entry, state: 'started', ...(info !== undefined && { info }) }, ref(task))
    if (effect === 'pure') run.writer.flushSoon()
    else await run.writer.commit()
    assertCurrent(start)
    try {
      // Struck out here already, so that a node goes on with the same after a restart.
      const value = redaction.json((await asked.perform()) ?? null)
      const bytes = checkedBytes(task, name, value)
      assertCurrent(start)
      run.log.add('node_step', { ...entry, state: 'done', value, duration_ms: since() }, ref(task), bytes)
      task.performed ??= new Map()
      task.performed.set(name, value)
    } catch (error) {
      const { failure } = toFailed(error)
      if (isCurrent(start) || (failure.spent && isCutShort(run, task))) {
        run.log.add(
          'node_step',
          { ...entry, state: 'failed', error: failure, duration_ms: since() },
          ref(task),
        )
        run.writer.flushSoon()
      }
      throw error
    }
    await run.writer.commit()
    assertCurrent(start)
    return task.performed.get(name) ?? null
  }

  function checkedBytes(task: Task, name: string, value: JsonValue): number {
    const bytes = jsonBytes(value)
    if (typeof bytes === 'string') throw invalid(task, name, bytes)
    if (bytes > limits.max_output_bytes)
      throw invalid(task, name, `takes ${bytes} bytes; at most ${limits.max_output_bytes} are allowed`)
    return bytes
  }

  /** Nothing new begins in a run that is about to leave: the node starts again later, and its steps are known then. */
  function hold(task: Task): Promise<never> {
    task.held = (task.held ?? 0) + 1
    task.abort ??= new AbortController()
    const { signal } = task.abort
    const held = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(aborted()))
    })
    leaveBetweenSteps(task)
    return held
  }

  function leaveBetweenSteps(task: Task): void {
    if (!task.held || task.stepping) return
    task.held = 0
    run.listener.abandon(task)
    run.loop.pump()
  }

  function assertCurrent(start: StartedTask): void {
    if (!isCurrent(start)) throw aborted()
  }

  /** Whether anybody still waits for what this call does. */
  function isCurrent({ task, wake }: StartedTask): boolean {
    const isListened = task.state === 'running' && task.ticket !== undefined && !task.late
    return run.phase === 'live' && isListened && task.wake === wake
  }
}

const aborted = () => new NodeError('aborted', 'The node was given up', { retryable: false })

const repeated = ({ node }: Task, name: string) =>
  new NodeError('step_repeated', `${node.node.type} asks for its step "${name}" twice`, {
    retryable: false,
    hint: 'This is a fault of the node type; tell whoever made it.',
  })

const invalid = ({ node }: Task, name: string, what: string) =>
  new NodeError('step_invalid', `The value of step "${name}" of ${node.node.type} ${what}`, {
    retryable: false,
    hint: 'Ask for less at once, or raise the limit.',
  })
