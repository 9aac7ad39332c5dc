import type { Source, Wake } from '@llamanexus/node-sdk'
import type { Effect, JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Driver, Step } from '../containers/driver.ts'
import type { Redaction } from '../engine_types.ts'
import type { Frame } from '../interpreter/frame.ts'
import type { PlanNode } from '../plan/plan_types.ts'
import type { Failed } from './failure.ts'

export type TaskState =
  /** Decided, waits for its turn. */
  | 'ready'
  /** Started in the log, waits for the commit that has to come first. */
  | 'starting'
  | 'running'
  /** Gave up its place until a time or a signal. */
  | 'waiting'
  | 'retrying'
  | 'ended'

export type RunFrame = Frame<Task>

/** One node in one frame, from its decision to its end. */
export interface Task {
  readonly node: PlanNode
  readonly frame: RunFrame
  readonly path: string
  state: TaskState
  /** Tries begun. */
  attempt: number
  /** Tries that failed: what the retry policy counts. */
  failures: number
  /** Milliseconds since the epoch, of the current try. */
  started_at: number
  values?: Resolved
  wake?: Wake
  /** The signal that it was woken with, until the log says so. */
  taken?: number
  wait?: Wait
  /** Milliseconds of this try that count against its time limit, up to its last start or wait; none in a container. */
  spent: number
  driver?: Driver
  /** A container's next steps that the replay of a log leaves open. */
  steps?: Step[]
  /** By name: the values of the steps of this try. */
  performed?: Map<string, JsonValue>
  /** Steps that the replayed log leaves open. */
  begun?: Map<string, Effect>
  /** Steps that are being performed. */
  stepping?: number
  /** Steps that are asked for while the run is about to leave memory. */
  held?: number
  /** Values that the log already holds for this try. */
  recorded?: JsonObject
  abort?: AbortController
  /** By port: streamed text of which an end is held back. */
  streams?: Map<string | undefined, ReturnType<Redaction['stream']>>
  /** What was begun last; the settling of anything older is no longer listened to. */
  ticket?: object
  /** A person allowed that it runs again although it was interrupted. */
  allowed?: boolean
  stopTimer?: () => void
  /** Out of time: it was told to stop, and fails so once it has, or after a while. */
  late?: Failed
}

/** What a task waits for, since `at`. `person`: for somebody's answer, which takes none of the node's own time. */
export interface Wait {
  at: number
  until?: number
  signal?: string
  person?: boolean
}

/** What a node is started with. */
export interface Resolved {
  inputs: JsonObject
  config: JsonObject
  /** The inputs that came from expressions; the log keeps these. */
  recorded?: JsonObject
  sources?: Record<string, Source[]>
  /** What the executor is given where a field holds a secret, which has a mask in the values above. */
  given?: { inputs: JsonObject; config: JsonObject }
  /** Text that came over a connection into a bare expression port: evaluated with the port's locals only. */
  untrusted?: ReadonlySet<string>
}

export const newTask = (frame: RunFrame, node: PlanNode): Task => ({
  node,
  frame,
  path: frame.prefix + node.id,
  state: 'ready',
  attempt: 0,
  failures: 0,
  started_at: 0,
  spent: 0,
})

/** What the wait that a task is woken from takes of its time. */
export const spentWaiting = ({ wait, wake }: Task): number =>
  !wait || !wake || wait.person ? 0 : wake.at - wake.suspended_at

/** Whether what a task does still counts: no frame around it was given up. */
export function counts(frame: RunFrame): boolean {
  for (let at: RunFrame | undefined = frame; at; at = at.parent)
    if (at.dead || at.host?.state === 'ended') return false
  return true
}

export function isWithin(frame: RunFrame, holds: (frame: RunFrame) => boolean): boolean {
  for (let at: RunFrame | undefined = frame; at; at = at.parent) if (holds(at)) return true
  return false
}

/** An iteration of a container that is to begin. */
export interface Opening {
  readonly host: Task
  readonly index: number
  readonly locals: JsonObject
}
