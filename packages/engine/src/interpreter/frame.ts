import type { JsonObject } from '@llamanexus/workflow'
import type { PlanNode, PlanScope } from '../plan/plan_types.ts'

/** Undefined while the node is undecided or at work; null once it is skipped or failed: all its outputs are dead. */
export type Settled = JsonObject | null | undefined

/** One settling of a scope: the root, or one iteration of a container. `Host` is whoever performs that container. */
export interface Frame<Host = unknown> {
  readonly scope: PlanScope
  readonly parent: Frame<Host> | undefined
  readonly host: Host | undefined
  readonly host_node: PlanNode | undefined
  /** Empty for the root, otherwise like `each[0]/`. */
  readonly prefix: string
  readonly index: number
  /** What the container's inner ports carry in this frame. */
  readonly locals: JsonObject
  /** By slot: connections that have not settled yet. */
  readonly waits: number[]
  readonly decided: boolean[]
  readonly outputs: Settled[]
  /** Nodes that have not ended. */
  open: number
  /** Given up: nothing in it counts any more. */
  dead: boolean
}

export interface FrameSpec<Host> {
  scope: PlanScope
  parent?: Frame<Host>
  host?: Host
  host_node?: PlanNode
  prefix: string
  index: number
  locals: JsonObject
}

export const newFrame = <Host>(spec: FrameSpec<Host>): Frame<Host> => ({
  scope: spec.scope,
  parent: spec.parent,
  host: spec.host,
  host_node: spec.host_node,
  prefix: spec.prefix,
  index: spec.index,
  locals: spec.locals,
  waits: spec.scope.waits.slice(),
  decided: spec.scope.nodes.map(() => false),
  outputs: spec.scope.nodes.map(() => undefined),
  open: spec.scope.nodes.length,
  dead: false,
})
