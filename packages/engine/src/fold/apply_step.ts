import type { LogEntry } from '../log.ts'
import type { NodeStep } from './node_execution.ts'

/** What an entry says of a step: it begins, again after a restart, or it ends. */
export function applyStep(steps: NodeStep[], { at, data }: LogEntry<'node_step'>): void {
  const { name, effect, state, info = null, value = null, error = null, duration_ms = null } = data
  const index = steps.findIndex((step) => step.name === name)
  const begun = steps[index] ?? begin(name)
  if (index < 0) steps.push(begun)
  if (state === 'started') Object.assign(begun, begin(name))
  else
    Object.assign(begun, {
      status: state === 'done' ? 'completed' : 'failed',
      completed_at: at,
      duration_ms,
      value,
      error,
    })

  function begin(name: string): NodeStep {
    return {
      name,
      status: 'running',
      effect,
      started_at: at,
      completed_at: null,
      duration_ms: null,
      info,
      value: null,
      error: null,
    }
  }
}
