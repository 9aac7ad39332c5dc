import type { JsonObject, JsonValue, PortType, WorkflowFunction, WorkflowNode } from './document.ts'

/** JSON Schema (2020-12) as plain data. */
export type JsonSchema = { readonly [key: string]: unknown }

/** How a typed-in value of a port or a config field is read. */
export type ExpressionKind =
  /** The string is an expression itself, without braces: `condition`. */
  | 'bare'
  /** An object whose values are bare expressions: the `cases` of `switch`. */
  | 'bare_map'

export interface PortSpec {
  id: string
  type: PortType
  name?: string
  description?: string
  required?: boolean
  default?: JsonValue
  /** Where the type follows from the configuration; the first that holds counts. */
  type_when?: readonly { when: When; type: PortType }[]
  /** Takes several connections and collects the live values in connection order. */
  many?: boolean
  expression?: ExpressionKind
  /** Names that a bare expression here may use beside the common scope: `item`, `index`, `input`. */
  locals?: readonly string[]
  /** `secrets.<name>` resolves here; the value is never recorded. */
  secret?: boolean
  /** Form hints for a value that is typed in: widget, enum, multiline, examples. */
  schema?: JsonSchema
}

/** Ports that follow from what the node is configured with; data, so that the browser derives the same ones. */
export interface DerivedPorts {
  direction: 'inputs' | 'outputs'
  /** JSON pointer into the node, e.g. `/inputs/cases` or `/config/fields`. */
  from: string
  /** `keys`: one port per key of an object. `schema_properties`: one per property of a JSON Schema. `template_variables`: one per variable named in a template. */
  by: 'keys' | 'schema_properties' | 'template_variables'
  type: PortType
  /** Above the ports that the type declares, as cases are above `default`; below them otherwise. */
  is_first?: true
}

/** Holds for a node whose value at the JSON pointer equals the given one, e.g. `{from: '/config/mode', equals: 'race'}`. */
export interface When {
  from: string
  equals: JsonValue
}

export type ContainerKind = 'loop' | 'while_loop' | 'parallel' | 'retry'

/** The part the engine plays for a type. Everything that is not special is an `action`. */
export type NodeRole = 'trigger' | 'action' | 'container' | 'output' | 'response'

/** What a repeated run of the same node may do to the world. */
export type Effect = 'pure' | 'idempotent' | 'unsafe'

export type NodeCategory =
  | 'triggers'
  | 'llm'
  | 'rag'
  | 'tools'
  | 'data'
  | 'control'
  | 'api'
  | 'mcp'
  | 'database'
  | 'outputs'

/** One use of a node, of which `exampleWorkflow` makes a workflow that runs. */
export interface NodeExample {
  title?: string
  config: JsonObject
  inputs: JsonObject
  outputs: JsonObject
  /** What it cannot do without and no new server has, as the end of “It needs …”. */
  needs?: string
  /** What has to be done before it, in this order. */
  before?: readonly (ExampleNode & { output: string })[]
  /** What it calls of the workspace; it comes along. */
  functions?: readonly WorkflowFunction[]
  /** Containers: what is in it. Connections are `[node, port, node, port]`, where `self` is the container. */
  body?: {
    nodes: readonly ExampleNode[]
    connections: readonly (readonly [string, string, string, string])[]
  }
}

export type ExampleNode = Pick<WorkflowNode, 'id' | 'type' | 'label' | 'config' | 'inputs'>

/** Everything about a node type except how it is executed. Served as JSON and read by validation, planning and the editor. */
export interface NodeTypeInfo {
  type: string
  version: number
  category: NodeCategory
  name: string
  /** Name of a lucide icon in kebab case. */
  icon: string
  /** One line. */
  description: string
  /** What else people call it, or look for when they need it; the search finds it by these too. */
  keywords?: readonly string[]
  /** Markdown. */
  docs: string
  /** The card's line: `{name}` is replaced by the config field or typed input of that name. */
  summary: string
  role: NodeRole
  effect: Effect
  inputs: readonly PortSpec[]
  outputs: readonly PortSpec[]
  derived?: readonly DerivedPorts[]
  container?: ContainerKind
  /** Containers: ports that the body reads from. */
  body_outputs?: readonly PortSpec[]
  /** Containers: ports that the body writes to. */
  body_inputs?: readonly PortSpec[]
  /** At most one of the outputs is live (`condition`, `switch`), except where `unless` holds; those `beside` are live with each of them. */
  branches?: { unless?: When; beside?: readonly string[] }
  /** Starts with the first live input and cancels what still works towards the others. */
  race?: { when: When }
  config_schema: JsonSchema
  /** Credential types this node can use. */
  credentials?: readonly string[]
  examples: readonly NodeExample[]
}

/** The node types that exist, by type name. */
export type Catalogue = ReadonlyMap<string, NodeTypeInfo>
