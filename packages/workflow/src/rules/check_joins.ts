import type { Finding, Fix } from '../finding.ts'
import { error } from '../findings.ts'
import type { Link } from '../graph_of.ts'
import { areExclusive } from '../liveness_of.ts'
import { uniqueId } from '../unique_id.ts'
import type { RuleContext } from './rule_context.ts'

/** Connections that share an ordinary input port can never be live together. */
export function checkJoins(context: RuleContext): Finding[] {
  return [...joins(context.graph.links).values()].flatMap((links) => {
    const clash = firstClash(links, context)
    return clash ? [finding(links, clash, context)] : []
  })
}

function joins(links: readonly Link[]): Map<string, Link[]> {
  const byPort = new Map<string, Link[]>()
  for (const link of links) {
    if (!link.target_port || link.target_port.many || link.scope === 'crossing' || link.scope === 'dangling')
      continue
    // Inner and outer ports of a container may have the same name.
    const key = `${link.scope === 'from_body'} ${link.connection.target_node} ${link.connection.target_port}`
    const group = byPort.get(key)
    if (group) group.push(link)
    else byPort.set(key, [link])
  }
  return byPort
}

/** More connections than this into one port are not all compared with each other. */
const MAX_COMPARED = 64

function firstClash(links: readonly Link[], { liveness }: RuleContext): [Link, Link] | undefined {
  if (links.length < 2) return undefined
  const guards = links.slice(0, MAX_COMPARED).map((link) => ({ link, guards: liveness.linkGuards(link) }))
  for (const [index, second] of guards.entries()) {
    const first = guards.slice(0, index).find((earlier) => !areExclusive(earlier.guards, second.guards))
    if (first) return [first.link, second.link]
  }
  return links.length > MAX_COMPARED ? [links[0] as Link, links[MAX_COMPARED] as Link] : undefined
}

function finding(links: readonly Link[], [first, second]: [Link, Link], context: RuleContext): Finding {
  const { target_node, target_port } = second.connection
  const ends = [first, second].map(({ connection: c }) => `${c.source_node}.${c.source_port}`)
  const message = `${ends.join(' and ')} both feed ${target_node}.${target_port}, and both can have a value in the same run. Insert a merge, or connect them to different ports.`
  const fix = merging(links, context)
  return error('join_not_exclusive', message, `/connections/${second.index}`, {
    node_id: target_node,
    connection_id: second.connection.id,
    ...(fix && { fix }),
  })
}

function merging(links: readonly Link[], { workflow, catalogue, graph }: RuleContext): Fix | undefined {
  const merge = catalogue.get('merge')
  const input = merge?.inputs.find((port) => port.many)
  const output = merge?.outputs[0]
  const [first] = links
  if (!input || !output || !first) return undefined
  const id = uniqueId('merge', (taken) => graph.nodes.has(taken))
  const connectionIds = new Set(workflow.connections.map((connection) => connection.id))
  const fresh = (base: string): string => {
    const made = uniqueId(base, (taken) => connectionIds.has(taken))
    connectionIds.add(made)
    return made
  }
  const parent = first.scope === 'into_body' ? first.source?.id : first.source?.parent
  const mode = first.target_port?.type === 'array' ? 'append' : 'coalesce'
  const into = links.map(({ connection }) => ({
    ...connection,
    id: fresh(`${connection.id}_in`),
    target_node: id,
    target_port: input.id,
  }))
  const out = { ...first.connection, id: fresh(`${id}_out`), source_node: id, source_port: output.id }
  return {
    kind: 'add_node',
    title: 'Insert a merge',
    node: { id, type: 'merge', config: { mode }, ...(parent !== undefined && { parent }) },
    connections: [...into, out],
    remove_connections: links.map(({ connection }) => connection.id),
  }
}
