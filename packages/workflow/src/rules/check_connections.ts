import { closestName } from '../closest_name.ts'
import { converterFor, portTakes } from '../converter_for.ts'
import type { Finding, Fix } from '../finding.ts'
import { error } from '../findings.ts'
import type { Link } from '../graph_of.ts'
import type { PortSpec } from '../node_type.ts'
import { uniqueId } from '../unique_id.ts'
import type { RuleContext } from './rule_context.ts'

/** Both ends of every connection exist, no wall is crossed, and the types fit. */
export function checkConnections(context: RuleContext): Finding[] {
  return context.graph.links.flatMap((link) => {
    if (link.scope === 'dangling') return checkEnds(link)
    if (link.scope === 'crossing') return [crossing(link)]
    const ports = [...checkPort(link, 'source', context), ...checkPort(link, 'target', context)]
    return ports.length > 0 ? ports : checkTypes(link, context)
  })
}

const about = (link: Link, end: 'source' | 'target'): { connection_id: string; node_id: string } => ({
  connection_id: link.connection.id,
  node_id: link.connection[`${end}_node`],
})

const removal = (link: Link): Fix => ({
  kind: 'remove_connection',
  title: 'Remove the connection',
  connection_id: link.connection.id,
})

function checkEnds(link: Link): Finding[] {
  const { connection, index } = link
  return (['source', 'target'] as const)
    .filter((end) => !link[end])
    .map((end) => {
      const verb = end === 'source' ? 'starts' : 'ends'
      const message = `The connection ${verb} at "${connection[`${end}_node`]}", which does not exist. Remove it or add the node.`
      const pointer = `/connections/${index}/${end}_node`
      return error('end_missing', message, pointer, { connection_id: connection.id, fix: removal(link) })
    })
}

function crossing(link: Link): Finding {
  const { source_node, target_node } = link.connection
  const message = `The connection from "${source_node}" to "${target_node}" goes through the wall of a container. Values enter and leave a container through its own ports; inside it, nodes.${source_node} can be read in an expression.`
  return error('scope_crossing', message, `/connections/${link.index}`, {
    ...about(link, 'target'),
    fix: removal(link),
  })
}

function checkPort(link: Link, end: 'source' | 'target', { graph, catalogue }: RuleContext): Finding[] {
  const node = link[end]
  if (link[`${end}_port`] || !node || !catalogue.has(node.type)) return []
  const inner = end === 'source' ? link.scope === 'into_body' : link.scope === 'from_body'
  const direction = end === 'source' ? ('outputs' as const) : ('inputs' as const)
  const ports = graph.ports(node.id)[inner ? (`body_${direction}` as const) : direction]
  const port = link.connection[`${end}_port`]
  const pointer = `/connections/${link.index}/${end}_port`
  const value = closestName(
    port,
    ports.map(({ id }) => id),
  )
  const noun = `${inner ? 'inner ' : ''}${end === 'source' ? 'output' : 'input'}`
  const message = `"${node.id}" has no ${noun} named "${port}". ${choice(ports)}`
  const fix: Fix = value ? { kind: 'set', title: `Use ${value}`, pointer, value } : removal(link)
  return [error('port_unknown', message, pointer, { ...about(link, end), fix })]
}

const choice = (ports: readonly PortSpec[]): string =>
  ports.length === 0 ? 'It has none.' : `It has ${ports.map(({ id }) => id).join(', ')}.`

function checkTypes(link: Link, { workflow, catalogue, graph }: RuleContext): Finding[] {
  const { connection, source, target, source_port, target_port } = link
  if (!source || !target || !source_port || !target_port) return []
  if (portTakes(target_port, source_port.type)) return []
  const ends = `${source.id}.${source_port.id} gives ${named(source_port.type)}, but ${target.id}.${target_port.id} takes ${named(target_port.type)}`
  const converter = converterFor(source_port.type, target_port.type, catalogue)
  const hint = converter
    ? `Put a ${converter.name} node between them.`
    : 'Connect an output of the right type.'
  const fix = converter && conversion()
  return [
    error('type_mismatch', `${ends}. ${hint}`, `/connections/${link.index}`, {
      ...about(link, 'target'),
      ...(fix && { fix }),
    }),
  ]

  function conversion(): Fix | undefined {
    if (!converter) return undefined
    const { type, config, inputs, input, output } = converter
    const id = uniqueId(type, (taken) => graph.nodes.has(taken))
    const connectionIds = new Set(workflow.connections.map((other) => other.id))
    const intoId = uniqueId(`${connection.id}_in`, (taken) => connectionIds.has(taken))
    const outOfId = uniqueId(`${connection.id}_out`, (taken) => connectionIds.has(taken))
    const parent = link.scope === 'into_body' ? source?.id : source?.parent
    return {
      kind: 'add_node',
      title: `Insert ${converter.name}`,
      node: { id, type, config, ...(inputs && { inputs }), ...(parent !== undefined && { parent }) },
      connections: [
        { ...connection, id: intoId, target_node: id, target_port: input },
        { ...connection, id: outOfId, source_node: id, source_port: output },
      ],
      remove_connections: [connection.id],
    }
  }
}

const named = (type: PortSpec['type']): string =>
  type === 'object' || type === 'array' ? `an ${type}` : type === 'any' ? 'anything' : `a ${type}`
