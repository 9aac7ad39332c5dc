import type { JsonObject, JsonValue, NodeFailure } from '@llamanexus/workflow'
import type { Step } from '../containers/driver.ts'
import type { EngineLimits, EngineOptions, Redaction, SecretSource } from '../engine_types.ts'
import type { Decisions } from '../interpreter/settle.ts'
import type { LogData, LogEntry } from '../log.ts'
import type { Plan } from '../plan/plan_types.ts'
import type { ExecutionRecord, ExecutionUpdate } from '../ports.ts'
import type { ReadExpression } from './expression_cache.ts'
import type { Failed } from './failure.ts'
import type { ContextSource } from './node_context.ts'
import type { RunLog } from './run_log.ts'
import type { Opening, Resolved, RunFrame, Task, Wait } from './task.ts'
import type { WorkQueue } from './work_queue.ts'

export type RunDeps = Omit<EngineOptions, 'limits' | 'random' | 'nodes' | 'secrets' | 'redaction'> & {
  secrets: SecretSource
  redaction: Redaction
  limits: EngineLimits
  random: () => number
  readExpression: ReadExpression
}

/** Why a run left memory. */
export type Leaving =
  | { kind: 'ended' }
  | { kind: 'paused' }
  /** Waits for a timer or a signal. `signalled`: one came while it was leaving. */
  | { kind: 'parked'; signalled: boolean; wake_at: number }
  /** The process is closing. */
  | { kind: 'left' }
  /** Its first commit failed, so nothing has happened and its caller is told. */
  | { kind: 'refused'; error: unknown }

export type End =
  | { status: 'completed' }
  | { status: 'cancelled' }
  | { status: 'failed'; error: NodeFailure & { node_id?: string; path?: string } }

/** `restart`: a former process died over the run; `resume`: a person asked for it; `wake`: what it waited for is there. */
export type Reason = 'restart' | 'resume' | 'wake'

/** What one run holds in memory. */
export interface RunState {
  readonly deps: RunDeps
  readonly plan: Plan
  readonly record: ExecutionRecord
  readonly root: RunFrame
  /** Decided tasks and iterations, in the order in which they are to begin. */
  readonly queue: WorkQueue<Task | Opening>
  /** Tasks that have begun and not ended, but for those that begin and end in one go. */
  readonly tasks: Set<Task>
  /** What executors are at work on. */
  readonly inFlight: Set<Promise<unknown>>
  readonly started: PromiseWithResolvers<void>
  leaving: PromiseWithResolvers<Leaving>
  phase: 'replaying' | 'live' | 'ending' | 'left'
  pausing: LogData['execution_paused'] | undefined
  departing: boolean
  /** Tasks that begin once everything so far is durable. */
  barrier: Task[]
  /** Nodes that are listened to. */
  active: number
  completions: number
  durable: boolean
  refused: boolean
  signalCame: boolean
  /** Each takes its timer back. */
  readonly timers: { flush: () => void; park: () => void; deadline: () => void }
  /** While replaying: the tasks that are decided and not ended, and what must follow but was not read yet. */
  readonly open: Map<string, Task>
  readonly expected: Map<string, { reason: string; id: string }>
  pendingEnd: End | undefined
}

/** A run with all that is done to it: each part is a file of its own, and they call one another through this. */
export interface RunWork extends RunState, RunParts {}

export interface RunParts {
  readonly log: RunLog
  readonly source: ContextSource
  readonly decisions: Decisions<Task>
  readonly replayer: Replayer
  readonly writer: Writer
  readonly loop: Loop
  readonly nodes: Nodes
  readonly listener: Listener
  readonly endings: NodeEndings
  readonly failures: Failures
  readonly dropping: Dropping
  readonly containers: Containers
  readonly waits: Waits
  readonly ending: RunEnding
  readonly leavings: Leavings
}

/** Rebuilds a run from its log. */
export interface Replayer {
  /** Takes one entry of the log as done. A promise where the values of a container have to be read again. */
  replay(entry: LogEntry): Promise<void> | undefined
  /** Nodes that were at work when the process died and must not run twice unasked. */
  interruptedUnsafely(): Promise<Interrupted[]>
}

/** `steps`: the names of those that were being performed; none where it is for the node as a whole. */
export interface Interrupted {
  path: string
  steps: string[]
}

/** Makes things durable. */
export interface Writer {
  update(changes: ExecutionUpdate): void
  commit(): Promise<void>
  /** What a screen would like to see is made durable soon, but not each piece by itself. */
  flushSoon(): void
  note: ContextSource['note']
  /** Shows what was held back of a task's streamed text. */
  endStreams(task: Task): void
}

export interface Loop {
  /** Starts what is ready until nothing is, a limit is reached, or it is time to breathe. */
  pump(): void
}

export interface Nodes {
  startTask(task: Task): void
  /** Starts the tasks that wait for the commit that has to come first. */
  passBarrier(): Promise<void>
}

export interface Listener {
  /** Goes on when a promise of the task settles, unless the task has been given up meanwhile. */
  listen<T>(task: Task, promise: Promise<T>, next: (value: T) => void): Promise<void>
  /** Stops listening to what the task is doing and tells it to stop. */
  abandon(task: Task): void
  watchTimeout(task: Task): void
  timedOut(task: Task): void
}

export interface NodeEndings {
  /** Takes what an executor returned. */
  concluded(task: Task, result: object): void
  complete(task: Task, outputs: JsonObject, bytes: number, error?: NodeFailure): void
  settleTask(task: Task, outputs: JsonObject): void
  endTask(task: Task): void
}

export interface Failures {
  /** A try failed: the policy says whether another follows, and what becomes of the node otherwise. */
  failTask(task: Task, failed: Failed): void
  /** The same node for its next try; what the former one left behind no longer counts. */
  renewed(task: Task): Task
  /** A node failed for good: the run does, or the iteration that it stands in. */
  nodeFailed(task: Task, failed: Omit<Failed, 'retryable'>): void
}

export interface Dropping {
  /** Gives up all that works in the frames it holds for. */
  dropWithin(holds: (frame: RunFrame) => boolean): void
  /** Ends a node that lost a race, with all that goes on inside of it. */
  giveUp(path: string, frame: RunFrame): void
}

export interface Containers {
  startContainer(task: Task, values: Resolved): void
  /** Does what a container wants done next. */
  take(task: Task, steps: readonly Step[]): void
  sleep(task: Task, at: number, until: number): void
  openFrame(opening: Opening): void
  frameEnded(frame: RunFrame): void
}

export interface Waits {
  suspend(task: Task, wait: Omit<Wait, 'at'>): void
  /** Comes back to a task that waits or retries: at its time, or with its signal. */
  arm(task: Task): void
  signalled(): void
  /** A run that only waits, and for long, leaves memory. */
  considerParking(): void
}

export interface RunEnding {
  endRun(end: End): void
  watchDeadline(): void
  /** When the run's time is over, in milliseconds since the epoch. */
  deadlineAt(): number | undefined
}

export interface Leavings {
  pause(): Promise<void>
  leave(drainMs: number): Promise<void>
  /** At the node boundary: the run is paused, or left for the next process. */
  stop(): Promise<void>
  park(wakeAt: number): Promise<void>
  /** Nothing of this run happens any more in this memory. */
  close(): void
  stopTimers(): void
}

/** A run that waits for nothing but a signal sleeps until then: the last moment that a date can hold. */
export const FOREVER = 8_640_000_000_000_000

export const none = (): void => undefined
export const ref = (task: Task) => ({ id: task.node.id, path: task.path })
export const isoTime = (ms: number): string => new Date(ms).toISOString()

export type Returned = Readonly<Record<string, JsonValue | undefined>>
