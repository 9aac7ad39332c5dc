import { converterFor, portTakes } from './converter_for.ts'
import type { Workflow, WorkflowNode } from './document.ts'
import { type Graph, graphOf, scopeOf } from './graph_of.ts'
import { areExclusive, livenessOf } from './liveness_of.ts'
import type { Catalogue, PortSpec } from './node_type.ts'

export interface ConnectRequest {
  workflow: Workflow
  catalogue: Catalogue
  source_node: string
  source_port: string
  target_node: string
  target_port: string
  /** Made by `graphOf` for this very workflow; saves making it again for each port that is tried. */
  graph?: Graph
}

export type ConnectRefusal =
  | 'end_missing'
  | 'scope_crossing'
  | 'port_unknown'
  | 'connection_duplicate'
  | 'cycle'
  | 'type_mismatch'
  | 'join_not_exclusive'

export type ConnectResult =
  | { ok: true }
  /** `converter`: a node type that would make the types fit. */
  | { ok: false; code: ConnectRefusal; message: string; converter?: string }

/** Whether a connection may be drawn between two ports. Looks at this connection only, not at the whole document. */
export function canConnect(request: ConnectRequest): ConnectResult {
  const { workflow, catalogue, source_node, source_port, target_node, target_port } = request
  const graph = request.graph ?? graphOf(workflow, catalogue)
  const source = graph.nodes.get(source_node)
  const target = graph.nodes.get(target_node)
  if (!source || !target)
    return refuse('end_missing', `There is no node "${source ? target_node : source_node}".`)
  const scope = scopeOf(source, target)
  if (scope === 'crossing') {
    return refuse('scope_crossing', 'Values enter and leave a container through its own ports only.')
  }
  const isInto = scope === 'into_body'
  const isFrom = scope === 'from_body'
  const output = find(graph.ports(source_node)[isInto ? 'body_outputs' : 'outputs'], source_port)
  const input = find(graph.ports(target_node)[isFrom ? 'body_inputs' : 'inputs'], target_port)
  if (!output) return refuse('port_unknown', `"${source_node}" has no output "${source_port}" here.`)
  if (!input) return refuse('port_unknown', `"${target_node}" has no input "${target_port}" here.`)
  if (scope === 'outer' && wouldCycle(graph, source, target)) {
    const message =
      source === target
        ? 'A node cannot feed itself. Use a while_loop to repeat something.'
        : `"${target_node}" already leads to "${source_node}". Use a while_loop to repeat something.`
    return refuse('cycle', message)
  }
  const siblings = (isFrom ? graph.fromBody(target_node) : graph.incoming(target_node)).filter(
    ({ connection }) => connection.target_port === target_port,
  )
  if (siblings.some(({ connection: c }) => c.source_node === source_node && c.source_port === source_port)) {
    return refuse('connection_duplicate', 'These ports are connected already.')
  }
  if (!portTakes(input, output.type)) {
    const converter = converterFor(output.type, input.type, catalogue)
    const hint = converter ? ` Put a ${converter.name} node between them.` : ''
    const message = `The output is of type ${output.type}, the input takes ${input.type}.${hint}`
    return { ok: false, code: 'type_mismatch', message, ...(converter && { converter: converter.type }) }
  }
  if (input.many || siblings.length === 0) return { ok: true }
  const liveness = livenessOf(graph)
  const guards = liveness.outputGuards(source_node, source_port, isInto)
  return siblings.every((link) => areExclusive(guards, liveness.linkGuards(link)))
    ? { ok: true }
    : refuse(
        'join_not_exclusive',
        `"${target_port}" has a connection already. Insert a merge to join several.`,
      )
}

const refuse = (code: ConnectRefusal, message: string): ConnectResult => ({ ok: false, code, message })

const find = (ports: readonly PortSpec[], id: string): PortSpec | undefined =>
  ports.find((port) => port.id === id)

const wouldCycle = (graph: Graph, source: WorkflowNode, target: WorkflowNode): boolean =>
  source === target || graph.isUpstream(target.id, source.id)
