import type {
  Connection,
  JsonValue,
  Position,
  WorkflowDraft,
  WorkflowFile,
  WorkflowNode,
} from './document.ts'
import type { ExampleNode, NodeExample, NodeTypeInfo } from './node_type.ts'

/** Where the examples' web is: `{server_url}` stands for the server that the workflow is used on. */
const DEMO = '{server_url}/demo'

/** What an example's body calls the container that it is in. */
const SELF = 'self'

/** A workflow to be imported. */
export type ExampleFile = WorkflowDraft & Pick<WorkflowFile, 'functions'>

/**
 * A whole workflow around an example of a node type, to be run as it is: it is started by hand, what has to be there is
 * made first, and what comes of the node is the output. `https://api.example.com` becomes the server's own demo routes,
 * as `{server_url}/demo`.
 */
export function exampleWorkflow(info: NodeTypeInfo, example: NodeExample): ExampleFile {
  const isTrigger = info.role === 'trigger'
  const before = (example.before ?? []).map((each, at) => placed(each, { x: (at + 1) * COLUMN, y: 0 }))
  const node = theNode(info, example, { x: isTrigger ? 0 : (before.length + 1) * COLUMN, y: 0 })
  const body = bodyOf(info, example)
  const result = resultOf(info, example)
  const outputs = ['trigger', ...(example.before ?? []).map(({ output }) => output)]
  const chain = isTrigger ? [] : [START, ...before, node]
  return atServer({
    name: `${info.name}: ${example.title ?? 'an example'}`,
    description: example.needs ? `It needs ${example.needs}` : info.description,
    nodes: [
      ...(isTrigger ? [node] : chain),
      ...body.nodes,
      ...(result ? [resultNode(node.position.x + COLUMN + bodyWidth(body.nodes.length))] : []),
    ],
    connections: [
      ...chain
        .slice(1)
        .map((next, at) => connection(chain[at]?.id ?? '', outputs[at] ?? '', next.id, 'after')),
      ...body.connections,
      ...(result ? [connection(node.id, result, RESULT, 'value')] : []),
    ],
    ...(example.functions && { functions: [...example.functions] }),
  })
}

/** Canvas units from one card to the next. */
const COLUMN = 320

/** Room in a container for the names of its inner ports, on each side. */
const BODY_EDGE = 120

/** By how much a container is wider than a card. */
const bodyWidth = (nodes: number): number => (nodes === 0 ? 0 : (nodes - 1) * COLUMN + 2 * BODY_EDGE)

const START: WorkflowNode = {
  id: 'start',
  type: 'manual_trigger',
  label: 'Start',
  position: { x: 0, y: 0 },
  config: {},
}

const RESULT = 'result'

const resultNode = (x: number): WorkflowNode =>
  placed({ id: RESULT, type: 'output', label: 'Result', config: {} }, { x, y: 0 })

const placed = ({ id, type, label, config, inputs }: ExampleNode, position: Position): WorkflowNode => ({
  id,
  type,
  ...(label !== undefined && { label }),
  position,
  config,
  ...(inputs && { inputs }),
})

const theNode = (
  { type }: NodeTypeInfo,
  { title, config, inputs }: NodeExample,
  position: Position,
): WorkflowNode =>
  placed(
    { id: type, type, label: title, config, inputs: Object.keys(inputs).length > 0 ? inputs : undefined },
    position,
  )

function bodyOf({ type }: NodeTypeInfo, { body }: NodeExample): Pick<WorkflowDraft, 'nodes' | 'connections'> {
  const named = (id: string) => (id === SELF ? type : id)
  const nodes = body?.nodes ?? []
  return {
    nodes: nodes.map((node, at) => ({
      ...placed(node, { x: BODY_EDGE + at * COLUMN, y: 40 }),
      parent: type,
    })),
    connections: (body?.connections ?? []).map(([source, sourcePort, target, targetPort]) =>
      connection(named(source), sourcePort, named(target), targetPort),
    ),
  }
}

/** The output that is shown: the type's first, or that of the branch that the example takes. */
function resultOf(info: NodeTypeInfo, { outputs }: NodeExample): string | undefined {
  if (info.role === 'output' || info.role === 'response') return undefined
  const isBranching = info.branches || info.derived?.some(({ direction }) => direction === 'outputs')
  return (isBranching ? Object.keys(outputs)[0] : info.outputs[0]?.id) ?? info.outputs[0]?.id
}

const connection = (
  source_node: string,
  source_port: string,
  target_node: string,
  target_port: string,
): Connection => ({
  id: `${source_node}_${source_port}_${target_node}`,
  source_node,
  source_port,
  target_node,
  target_port,
})

// A document is JSON, and stays one of the same form.
const atServer = (draft: ExampleFile): ExampleFile =>
  addressed(draft as unknown as JsonValue) as unknown as ExampleFile

function addressed(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll('https://api.example.com', DEMO)
  if (Array.isArray(value)) return value.map(addressed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, addressed(item)]))
}
