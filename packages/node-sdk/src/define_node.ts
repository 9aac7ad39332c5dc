import type {
  ContainerKind,
  DerivedPorts,
  Effect,
  JsonSchema,
  JsonValue,
  NodeCategory,
  NodeExample,
  NodeRole,
  NodeTypeInfo,
  PortSpec,
  When,
} from '@llamanexus/workflow'
import type { Static, TSchema } from 'typebox'
import type { NodeContext } from './context.ts'
import type { NodeServices } from './node_services.ts'
import type { PortDeclaration } from './port.ts'
import { preparer } from './prepare.ts'

type Ports = Readonly<Record<string, PortDeclaration>>

type Value<P> = P extends PortDeclaration<infer T> ? T : never

type IsPresent<P> = P extends { options: { required: true } }
  ? true
  : P extends { options: { default: JsonValue } }
    ? true
    : false

type Item<P> = P extends { options: { many: true } } ? JsonValue[] : Value<P>

/** What `execute` receives: required ports and ports with a default are always there. */
export type InputValues<I extends Ports> = {
  [K in keyof I as IsPresent<I[K]> extends true ? K : never]: Item<I[K]>
} & { [K in keyof I as IsPresent<I[K]> extends true ? never : K]?: Item<I[K]> }

/** What `execute` returns: an output that is left out is dead. Derived ports are set by name. */
export type OutputValues<O extends Ports> = { [K in keyof O]?: Value<O[K]> }

/**
 * Gives up the node's place until a time (milliseconds since the epoch) or a signal; it is started again with
 * `context.wake`. `person`: somebody is to answer, and what they take does not count against the node's time limit.
 */
export type Suspension =
  | { readonly suspend: 'timer'; readonly until: number }
  | {
      readonly suspend: 'signal'
      readonly name: string
      readonly until?: number
      readonly person?: boolean
    }

export interface ExecuteArgs<Config, Inputs, Uses extends keyof NodeServices> {
  config: Config
  inputs: Inputs
  context: NodeContext<Uses>
}

interface Described {
  type: string
  version: number
  category: NodeCategory
  name: string
  icon: string
  description: string
  keywords?: readonly string[]
  docs: string
  summary: string
  role?: NodeRole
  derived?: readonly DerivedPorts[]
  container?: ContainerKind
  branches?: { unless?: When; beside?: readonly string[] }
  race?: { when: When }
  credentials?: readonly string[]
  examples: readonly NodeExample[]
}

/**
 * `C` is an object schema. A field with a default is declared without `Type.Optional`: documents may leave it out, and
 * `execute` always has it.
 */
export interface NodeDefinition<
  I extends Ports,
  O extends Ports,
  C extends TSchema,
  Uses extends keyof NodeServices,
> extends Described {
  /** A function where it depends on the node: a GET is idempotent, a POST is not. Default `unsafe`. */
  effect?: Effect
  effectOf?: (args: { config: Static<C>; inputs: Partial<InputValues<I>> }) => Effect
  /** All it does to the world it does in `context.step`: interrupted between two steps, it may start again. */
  stepped?: boolean
  inputs: I
  outputs: O
  bodyOutputs?: Ports
  bodyInputs?: Ports
  config: C
  uses?: readonly Uses[]
  /** Absent for containers, which the engine performs itself. A synchronous result skips the promise. */
  execute?: (
    args: ExecuteArgs<NoInfer<Static<C>>, NoInfer<InputValues<I>>, Uses>,
  ) => NodeResult<NoInfer<OutputValues<O>>>
}

type Outcome<T> = T | Suspension
export type NodeResult<T> = Outcome<T> | Promise<Outcome<T>>

/** A node type as the engine holds it: its description as data, and how it is performed. */
export interface NodeType {
  readonly info: NodeTypeInfo
  readonly uses: readonly (keyof NodeServices)[]
  /** Only its open steps count when it is interrupted. */
  readonly stepped: boolean
  effectOf(node: { config: Record<string, JsonValue>; inputs: Record<string, JsonValue> }): Effect
  execute?(args: {
    config: Record<string, JsonValue>
    inputs: Record<string, JsonValue>
    context: NodeContext<keyof NodeServices>
  }): NodeResult<Record<string, JsonValue | undefined>>
}

/** The executable node types, by type name. */
export type NodeRegistry = ReadonlyMap<string, NodeType>

/** Declares a node type. The one file that calls this is all there is to a type. */
export function defineNode<
  const I extends Ports,
  const O extends Ports,
  C extends TSchema,
  const Uses extends keyof NodeServices = never,
>(definition: NodeDefinition<I, O, C, Uses>): NodeType {
  const effect = definition.effect ?? 'unsafe'
  const info = describe(definition, effect)
  const prepare = preparer(info)
  // The one place where declared types become wire types: `prepare` has checked values against ports and schema.
  const execute = definition.execute as NodeType['execute']
  const effectOf = definition.effectOf as NodeType['effectOf'] | undefined
  return {
    info,
    uses: definition.uses ?? [],
    stepped: definition.stepped ?? false,
    effectOf: effectOf ?? (() => effect),
    ...(execute && { execute: ({ context, ...values }) => execute({ ...prepare(values), context }) }),
  }
}

type Shape = Described & {
  inputs: Ports
  outputs: Ports
  bodyOutputs?: Ports
  bodyInputs?: Ports
  config: TSchema
}

function describe(definition: Shape, effect: Effect): NodeTypeInfo {
  const { type, version, category, name, icon, description, docs, summary, examples } = definition
  return {
    type,
    version,
    category,
    name,
    icon,
    description,
    docs,
    summary,
    role: definition.role ?? 'action',
    effect,
    inputs: toSpecs(definition.inputs),
    outputs: toSpecs(definition.outputs),
    config_schema: toJsonSchema(definition.config),
    examples,
    ...(definition.keywords && { keywords: definition.keywords }),
    ...(definition.derived && { derived: definition.derived }),
    ...(definition.container && { container: definition.container }),
    ...(definition.bodyOutputs && { body_outputs: toSpecs(definition.bodyOutputs) }),
    ...(definition.bodyInputs && { body_inputs: toSpecs(definition.bodyInputs) }),
    ...(definition.branches && { branches: definition.branches }),
    ...(definition.race && { race: definition.race }),
    ...(definition.credentials && { credentials: definition.credentials }),
  }
}

/** A TypeBox schema is JSON Schema; what has a default need not be in a document. */
function toJsonSchema(config: TSchema): JsonSchema {
  const schema: JsonSchema & { properties?: Record<string, object>; required?: string[] } = { ...config }
  const required = schema.required?.filter((name) => !('default' in (schema.properties?.[name] ?? {})))
  const { required: _, ...rest } = schema
  return required?.length ? { ...rest, required } : rest
}

const toSpecs = (ports: Ports): PortSpec[] =>
  Object.entries(ports).map(([id, { type, options }]) => ({ id, type, ...options }))
