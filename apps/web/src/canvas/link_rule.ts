import {
  type Catalogue,
  type Converter,
  converterFor,
  type PortSpec,
  typesFit,
  type WorkflowNode,
} from '@llamanexus/workflow'
import type { DocumentState } from '../document/document_state.ts'
import { isSource, type PortSide } from './geometry.ts'
import { portsOfNode } from './ports.ts'

/** One end that a connection may have. */
export interface PortRef {
  node: string
  side: PortSide
  port: string
}

export type LinkVerdict = { ok: true } | { ok: false; reason: string; converter?: Converter }

type Rules = { state: DocumentState; catalogue: Catalogue }

/** Whether two ports may be joined, and if not why, in a few words for the person who tries. */
export const judgeLink = (from: PortRef, to: PortRef, rules: Rules): LinkVerdict => linkJudge(from, rules)(to)

/** The judge for one end: what all other ends are measured by is worked out once. */
export const linkJudge = (from: PortRef, rules: Rules): ((to: PortRef) => LinkVerdict) => {
  const reached = reachedFrom(from, rules.state)
  const joined = joinedTo(from, rules.state)
  return (to) => {
    if (isSource(from.side) === isSource(to.side)) {
      return no(isSource(from.side) ? 'Both are outputs' : 'Both are inputs')
    }
    const [source, target] = isSource(from.side) ? [from, to] : [to, from]
    const sourceNode = rules.state.nodes[source.node]
    const targetNode = rules.state.nodes[target.node]
    if (!sourceNode || !targetNode) return no('That node is gone')
    if (source.node === target.node) return no('A node cannot feed itself')
    if (scopeOfEnd(source, sourceNode) !== scopeOfEnd(target, targetNode)) {
      return no('A connection cannot cross a container’s wall')
    }
    const sourcePort = portSpec(source, sourceNode, rules.catalogue)
    const targetPort = portSpec(target, targetNode, rules.catalogue)
    if (!sourcePort || !targetPort) return no('That port is gone')
    if (isBetweenSiblings(source, target) && reached.has(to.node)) {
      return no('That would be a circle: use a While Loop')
    }
    if (joined.has(`${to.node} ${to.port}`)) return no('Already connected')
    if (!typesFit(sourcePort.type, targetPort.type)) {
      const converter = converterFor(sourcePort.type, targetPort.type, rules.catalogue)
      return {
        ok: false,
        reason: `${sourcePort.type} does not fit ${targetPort.type}`,
        ...(converter ? { converter } : {}),
      }
    }
    return { ok: true }
  }
}

const no = (reason: string): LinkVerdict => ({ ok: false, reason })

/** Inner ports belong to the body's scope, outer ones to the scope that the node lives in. */
const scopeOfEnd = ({ side }: PortRef, node: WorkflowNode): string | undefined =>
  side === 'body_input' || side === 'body_output' ? node.id : node.parent

export const portSpec = (ref: PortRef, node: WorkflowNode, catalogue: Catalogue): PortSpec | undefined =>
  portsOnSide(node, ref.side, catalogue).find(({ id }) => id === ref.port)

export const portsOnSide = (
  node: WorkflowNode,
  side: PortSide,
  catalogue: Catalogue,
): readonly PortSpec[] => {
  const ports = portsOfNode(node, catalogue)
  return {
    input: ports.inputs,
    output: ports.outputs,
    body_input: ports.body_inputs,
    body_output: ports.body_outputs,
  }[side]
}

const isBetweenSiblings = (source: PortRef, target: PortRef): boolean =>
  source.side === 'output' && target.side === 'input'

/** What already hangs on this end, as `node port` of the other end. */
const joinedTo = (from: PortRef, state: DocumentState): Set<string> =>
  new Set(
    Object.values(state.connections).flatMap((connection) => {
      const [near, far] = isSource(from.side)
        ? [
            [connection.source_node, connection.source_port],
            [connection.target_node, connection.target_port],
          ]
        : [
            [connection.target_node, connection.target_port],
            [connection.source_node, connection.source_port],
          ]
      return near?.[0] === from.node && near[1] === from.port ? [(far ?? []).join(' ')] : []
    }),
  )

/** The siblings that a connection from here would close a circle with: those before an output, those after an input. */
const reachedFrom = (from: PortRef, state: DocumentState): Set<string> => {
  const next = new Map<string, string[]>()
  for (const { source_node, target_node } of Object.values(state.connections)) {
    // Links between a container and its body go down and up again; they are no part of a circle among siblings.
    if (state.nodes[source_node]?.parent !== state.nodes[target_node]?.parent) continue
    const [near, far] = isSource(from.side) ? [target_node, source_node] : [source_node, target_node]
    const known = next.get(near)
    if (known) known.push(far)
    else next.set(near, [far])
  }
  const seen = new Set([from.node])
  for (const id of seen) for (const follower of next.get(id) ?? []) seen.add(follower)
  return seen
}
