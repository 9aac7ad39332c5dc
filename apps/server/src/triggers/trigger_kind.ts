import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { TriggerProblemInfo } from './trigger_problem.ts'

/** A node of an active workflow that starts runs, or a schedule made over the API. */
export interface TriggerNode {
  workflow_id: string
  /** The node's id, or the schedule's; what is remembered is kept under it. */
  key: string
  /** The node that its runs start at; null: the first one. */
  node_id: string | null
  /** With the defaults of its type. */
  config: JsonObject
  /** What its runs are started with beside its own, of a schedule made over the API. */
  data?: JsonValue
  /** When it was saved as it is, milliseconds since the epoch. */
  saved_at: number
}

/** One type of trigger. It may be told to arm a node while it still disarms another. */
export interface TriggerKind {
  readonly type: string
  /** Settles when nothing will be missed from now on. Rejects with `TriggerProblem` where that cannot be. */
  arm(node: TriggerNode): Promise<ArmedTrigger>
}

export interface ArmedTrigger {
  /** Settles when it will fire no more. */
  disarm(): Promise<void>
  /** What became of it since it was armed, if it cannot listen now. */
  problem?(): TriggerProblemInfo | undefined
  /** The next times it fires by itself, milliseconds since the epoch, at most that many. */
  nextTimes?(count: number): number[]
  /** What it says of itself beside that, as `Watches 12 files`. */
  note?(): string | undefined
}
