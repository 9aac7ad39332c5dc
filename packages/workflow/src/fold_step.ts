import type { JsonValue } from './document.ts'
import type { NodeFailure, NodeStep } from './node_execution.ts'
import type { Effect } from './node_type.ts'

/** What a `node_step` event says. `done` carries the value that is answered from then on; `failed` only says so. */
export interface StepEvent {
  name: string
  state: 'started' | 'done' | 'failed'
  effect: Effect
  attempt: number
  /** What is to be done, as the node says it; with `started`. */
  info?: JsonValue
  value?: JsonValue
  error?: NodeFailure
  duration_ms?: number
}

/** The steps with what an event says of one of them; one that is taken again after a restart keeps its place. */
export function foldStep(steps: readonly NodeStep[], at: string, event: StepEvent): NodeStep[] {
  const index = steps.findIndex(({ name }) => name === event.name)
  const begun = steps[index]
  const step = event.state === 'started' || !begun ? begin(at, event) : ended(begun, at, event)
  return begun ? steps.with(index, step) : [...steps, step]
}

const begin = (at: string, { name, effect, info = null }: StepEvent): NodeStep => ({
  name,
  status: 'running',
  effect,
  started_at: at,
  completed_at: null,
  duration_ms: null,
  info,
  value: null,
  error: null,
})

const ended = (begun: NodeStep, at: string, event: StepEvent): NodeStep => ({
  ...begun,
  status: event.state === 'done' ? 'completed' : 'failed',
  completed_at: at,
  duration_ms: event.duration_ms ?? null,
  value: event.value ?? null,
  error: event.error ?? null,
})
