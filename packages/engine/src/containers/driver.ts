import type { JsonObject, JsonValue, NodeFailure } from '@llamanexus/workflow'

/** What became of one frame of a container's body. */
export type FrameOutcome =
  | { readonly ok: true; readonly exits: Exits }
  | { readonly ok: false; readonly failure: NodeFailure; readonly retry_after_ms?: number }

/** By inner port: the value that the body handed back; a dead port is missing. */
export type Exits = Readonly<Record<string, JsonValue | undefined>>

/** What a container wants done next. */
export type Step =
  | { readonly do: 'open'; readonly index: number; readonly locals: JsonObject }
  /** Ask the condition, then `checked`. */
  | { readonly do: 'check'; readonly condition: string; readonly locals: JsonObject }
  /** Come back with `woken` after this many milliseconds. */
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'complete'; readonly outputs: JsonObject }
  | { readonly do: 'fail'; readonly failure: NodeFailure }

/** A container's own rules, without effects: each call answers with what to do next. */
export interface Driver {
  start(): Step[]
  ended(index: number, outcome: FrameOutcome): Step[]
  checked?(holds: boolean): Step[]
  woken?(): Step[]
}
