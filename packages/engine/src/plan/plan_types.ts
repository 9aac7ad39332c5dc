import type { NodeType } from '@llamanexus/node-sdk'
import type {
  ContainerKind,
  JsonObject,
  JsonValue,
  PortSpec,
  Workflow,
  WorkflowNode,
} from '@llamanexus/workflow'
import type { Compiled } from './compile_value.ts'

/** A document made ready to run: immutable, shared by all runs of one version. */
export interface Plan {
  readonly workflow: Workflow
  readonly root: PlanScope
  readonly nodes: ReadonlyMap<string, PlanNode>
  /** The triggers that exist, in document order. */
  readonly triggers: readonly string[]
  /** The `output` nodes of the root scope, in document order. */
  readonly outputs: readonly PlanNode[]
}

/** The nodes that are run together in one frame: the root, or the body of one container. */
export interface PlanScope {
  readonly nodes: readonly PlanNode[]
  /** By slot: how many connections from nodes of this scope a node waits for. */
  readonly waits: readonly number[]
  /** What the body hands back to its container, in connection order. */
  readonly exits: readonly Exit[]
}

export interface Exit {
  readonly port: string
  readonly source: Source
}

/** Where a connection comes from: a node of the same scope, or an inner port of the container. */
export interface Source {
  /** Slot in the scope, or `CONTAINER`. */
  readonly slot: number
  readonly node: string
  readonly port: string
}

export const CONTAINER = -1

export interface PlanNode {
  readonly id: string
  /** Position in its scope; the index into a frame's arrays. */
  readonly slot: number
  readonly node: WorkflowNode
  /** Absent for an unknown type: such a node fails when it is reached. */
  readonly type: NodeType | undefined
  readonly container: ContainerKind | undefined
  readonly body: PlanScope | undefined
  readonly is_trigger: boolean
  readonly disabled: boolean
  readonly is_race: boolean
  /** Ports that must be live when they are connected. */
  readonly required: readonly (readonly Source[])[]
  /** Connections into `after`. */
  readonly after: readonly Source[]
  readonly incoming: readonly Source[]
  readonly outgoing: readonly { readonly port: string; readonly slot: number }[]
  readonly inputs: readonly InputPlan[]
  readonly config: Compiled
  /** Names of the secrets that its config and its inputs read. */
  readonly secrets: readonly string[]
  readonly outputs: readonly PortSpec[]
  /** For a race: slots of the nodes that feed nothing else. */
  readonly race_feeders: readonly number[]
}

export interface InputPlan {
  readonly port: string
  readonly many: boolean
  readonly sources: readonly Source[]
  readonly typed: Compiled | undefined
  readonly fallback: JsonValue | undefined
  /** Holds an expression itself: text that arrives over a connection is data and gets no reach. */
  readonly bare: boolean
}

export type Outputs = JsonObject
