import type { NodeRegistry, NodeType } from '@llamanexus/node-sdk'
import {
  type Connection,
  fieldsOf,
  portsOf,
  typedValue,
  type When,
  type Workflow,
  type WorkflowNode,
} from '@llamanexus/workflow'
import { type Compiled, compileValue, type ReadingAt, secretsIn } from './compile_value.ts'
import { includedNodes } from './included_nodes.ts'
import {
  CONTAINER,
  type InputPlan,
  type Plan,
  type PlanNode,
  type PlanScope,
  type Source,
} from './plan_types.ts'
import { raceFeeders } from './race_feeders.ts'

export interface PlanOptions {
  /** Only this node and what is upstream of it. */
  until_node?: string
}

/** Compiles a document for running. Expects one that validates; what does not resolve fails when the run reaches it. */
export function compilePlan(workflow: Workflow, registry: NodeRegistry, options: PlanOptions = {}): Plan {
  const included = includedNodes(workflow, options.until_node)
  const taking = workflow.nodes.filter((node) => included.has(node.id))
  const byParent = Map.groupBy(taking, (node) => node.parent)
  const incoming = Map.groupBy(workflow.connections, (connection) => connection.target_node)
  const nodes = new Map<string, PlanNode>()
  const root = compileScope(undefined)
  return {
    workflow,
    root,
    nodes,
    triggers: workflow.nodes.filter(isTrigger).map((node) => node.id),
    outputs: root.nodes.filter((node) => node.type?.info.role === 'output'),
  }

  function isTrigger(node: WorkflowNode): boolean {
    return registry.get(node.type)?.info.role === 'trigger'
  }

  function compileScope(container: string | undefined): PlanScope {
    const members = byParent.get(container) ?? []
    const slots = new Map(members.map((node, slot) => [node.id, slot]))
    const sourceOf = ({ source_node, source_port }: Connection): Source | undefined => {
      const slot = source_node === container ? CONTAINER : slots.get(source_node)
      return slot === undefined ? undefined : { slot, node: source_node, port: source_port }
    }
    const links = members.flatMap((node, slot) =>
      (incoming.get(node.id) ?? []).flatMap((connection) => {
        // From a container to itself is an inner port handed straight back: an exit of its body.
        const source = connection.source_node === node.id ? undefined : sourceOf(connection)
        return source ? [{ source, slot, port: connection.target_port }] : []
      }),
    )
    const exits = (container === undefined ? [] : (incoming.get(container) ?? []))
      .filter(({ source_node }) => source_node === container || slots.has(source_node))
      .flatMap((connection) => {
        const source = sourceOf(connection)
        return source ? [{ port: connection.target_port, source }] : []
      })
    const outgoing = members.map((_, slot) =>
      links
        .filter(({ source }) => source.slot === slot)
        .map((link) => ({ port: link.source.port, slot: link.slot })),
    )
    const linked = outgoing.map((targets, slot) => ({ slot, outgoing: targets }))
    const exiting = new Set(exits.map(({ source }) => source.slot))
    const compiled = members.map((node, slot): PlanNode => {
      const type = registry.get(node.type)
      const mine = links.filter((link) => link.slot === slot)
      const readingAt = readingsOf(node, type)
      const inputs = compileInputs(node, type, mine, readingAt)
      const isRace = holds(type?.info.race?.when, node)
      const required = new Set(type?.info.inputs.filter((port) => port.required).map((port) => port.id))
      const config = compileValue(node.config, '/config', readingAt)
      return {
        id: node.id,
        slot,
        node,
        type,
        container: type?.info.container,
        body: type?.info.container ? compileScope(node.id) : undefined,
        is_trigger: type?.info.role === 'trigger',
        disabled: node.policy?.disabled === true,
        is_race: isRace,
        required: inputs
          .filter((port) => required.has(port.port) && port.sources.length > 0)
          .map((p) => p.sources),
        after: mine.filter((link) => link.port === 'after').map((link) => link.source),
        incoming: mine.map((link) => link.source),
        outgoing: outgoing[slot] ?? [],
        inputs,
        config,
        secrets: secretsOf([config, ...inputs.map((port) => port.typed)]),
        outputs: portsOf(node, type?.info).outputs,
        race_feeders: isRace ? raceFeeders(slot, linked, exiting) : [],
      }
    })
    for (const node of compiled) nodes.set(node.id, node)
    const waits = compiled.map((node) => node.incoming.filter(({ slot }) => slot !== CONTAINER).length)
    return { nodes: compiled, waits, exits }
  }
}

interface Link {
  readonly source: Source
  readonly port: string
}

function compileInputs(
  node: WorkflowNode,
  type: NodeType | undefined,
  links: readonly Link[],
  readingAt: ReadingAt,
): InputPlan[] {
  const specs = new Map(type?.info.inputs.map((port) => [port.id, port]))
  const names = new Set([
    ...specs.keys(),
    ...Object.keys(node.inputs ?? {}),
    ...links.map((link) => link.port),
  ])
  names.delete('after')
  return [...names].map((port) => {
    const spec = specs.get(port)
    return {
      port,
      many: spec?.many === true,
      sources: links.filter((link) => link.port === port).map((link) => link.source),
      typed: compileTyped(node, port, type, readingAt),
      fallback: spec?.default,
      bare: spec?.expression !== undefined,
    }
  })
}

function compileTyped(node: WorkflowNode, port: string, type: NodeType | undefined, readingAt: ReadingAt) {
  const typed = typedValue(node, port, type?.info)
  return typed && compileValue(typed.value, typed.pointer, readingAt)
}

function readingsOf(node: WorkflowNode, type: NodeType | undefined): ReadingAt {
  const readings = new Map(fieldsOf(node, type?.info).map((field) => [field.pointer, field]))
  return (pointer) => readings.get(pointer)
}

const secretsOf = (values: readonly (Compiled | undefined)[]): string[] => [
  ...new Set(values.flatMap((value) => (value ? secretsIn(value) : []))),
]

function holds(when: When | undefined, node: WorkflowNode): boolean {
  if (!when) return false
  const steps = when.from.split('/').slice(1)
  const value = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], node)
  return value === when.equals
}
