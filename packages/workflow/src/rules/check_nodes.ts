import { closestName } from '../closest_name.ts'
import type { WorkflowNode } from '../document.ts'
import type { Finding } from '../finding.ts'
import { error, warning } from '../findings.ts'
import type { RuleContext } from './rule_context.ts'

/** Types exist, containers are containers, and every node has a way to run. */
export function checkNodes(context: RuleContext): Finding[] {
  const { workflow, catalogue } = context
  const findings = workflow.nodes.flatMap((node, index) => [
    ...checkType(node, index, context),
    ...checkParent(node, index, context),
    ...checkReach(node, index, context),
    ...checkCredential(node, index, context),
  ])
  if (!workflow.nodes.some((node) => catalogue.get(node.type)?.role === 'trigger')) {
    findings.push(
      warning(
        'trigger_missing',
        'Nothing starts this workflow. Add a trigger, such as manual_trigger.',
        '/nodes',
      ),
    )
  }
  return findings
}

function checkType({ id, type }: WorkflowNode, index: number, { catalogue }: RuleContext): Finding[] {
  if (catalogue.has(type)) return []
  const value = closestName(type, catalogue.keys())
  const pointer = `/nodes/${index}/type`
  const fix = value && { kind: 'set' as const, title: `Use ${value}`, pointer, value }
  const hint = value ? `Did you mean "${value}"?` : 'It is kept, but the workflow cannot run with it.'
  const message = `"${id}" has the type "${type}", which is not installed here. ${hint}`
  return [error('type_unknown', message, pointer, { node_id: id, ...(fix && { fix }) })]
}

function checkParent(node: WorkflowNode, index: number, { graph, catalogue }: RuleContext): Finding[] {
  const { id, parent } = node
  if (parent === undefined) return []
  const wrong = (message: string): Finding[] => [
    error('parent_invalid', message, `/nodes/${index}/parent`, { node_id: id }),
  ]
  const container = graph.nodes.get(parent)
  if (!container) return wrong(`"${id}" is said to be inside "${parent}", which does not exist.`)
  const info = catalogue.get(container.type)
  if (info && info.role !== 'container') {
    return wrong(`"${id}" is said to be inside "${parent}", but a ${info.name} node cannot hold other nodes.`)
  }
  if (catalogue.get(node.type)?.role === 'trigger') {
    return wrong(
      `The trigger "${id}" is inside "${parent}". Move it out: a run starts on the outermost level.`,
    )
  }
  const outermost = graph.ancestors(id).at(-1)
  const above = outermost === undefined ? undefined : graph.nodes.get(outermost)?.parent
  return parent === id || (above !== undefined && graph.nodes.has(above))
    ? wrong(`"${id}" is inside itself by way of "${parent}". Move one of the containers out.`)
    : []
}

function checkReach({ id, type }: WorkflowNode, index: number, context: RuleContext): Finding[] {
  const { graph, catalogue, liveness, workflow } = context
  if (catalogue.get(type)?.role === 'trigger') return []
  const pointer = `/nodes/${index}`
  const isConnected = graph.incoming(id).length > 0 || graph.outgoing(id).length > 0
  if (!isConnected && workflow.connections.length > 0 && !isWired(id, context)) {
    const message = `"${id}" is not connected to anything, so it does not run. Connect it or remove it.`
    return [warning('node_unconnected', message, pointer, { node_id: id })]
  }
  if (liveness.canRun(id)) return []
  const message = `"${id}" can never run: it waits for branches of which only one is taken. Check what feeds it.`
  return [warning('node_unreachable', message, pointer, { node_id: id })]
}

/** Whether any connection at all, a faulty one included, names the node; those have findings of their own. */
const isWired = (id: string, { graph }: RuleContext): boolean =>
  graph.faultyEnds.has(id) || graph.intoBody(id).length > 0 || graph.fromBody(id).length > 0

function checkCredential(node: WorkflowNode, index: number, { catalogue, options }: RuleContext): Finding[] {
  const { credential } = node.config
  const accepted = catalogue.get(node.type)?.credentials
  if (!options.credentials || !accepted || typeof credential !== 'string' || credential === '') return []
  const told = (code: 'credential_missing' | 'credential_type', message: string) => [
    error(code, message, `/nodes/${index}/config/credential`, { node_id: node.id }),
  ]
  const type = options.credentials.get(credential)
  if (type === undefined) {
    const message = `"${node.id}" uses the credential "${credential}", which does not exist. Choose another or add it.`
    return told('credential_missing', message)
  }
  if (accepted.includes(type)) return []
  const message = `"${node.id}" uses a credential of type ${type} and takes ${accepted.join(', ')}. Choose another.`
  return told('credential_type', message)
}
