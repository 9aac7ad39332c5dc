import type { WorkflowNode } from './document.ts'
import type { Graph, Link } from './graph_of.ts'
import { pointerGet } from './pointer.ts'

/**
 * Choices that must have been made for something to be live: by the node that chooses, the outcomes of it that are
 * possible. Two outcomes of one choice are never live together.
 */
export type Guards = ReadonlyMap<string, ReadonlySet<string>>

export interface Liveness {
  /** What must hold for a node to run. */
  guards(nodeId: string): Guards
  /** What must hold for an output of a node to be live; the inner ports of a container are live whenever it runs. */
  outputGuards(nodeId: string, port: string, inner: boolean): Guards
  linkGuards(link: Link): Guards
  /** Whether a node can run at all. */
  canRun(nodeId: string): boolean
  /** Whether an output is certain to be live wherever the reader, a node of the same scope, runs. */
  isCertain(nodeId: string, port: string, readerId: string): boolean
}

/** The choice that every run makes: which trigger it starts at. No node can have this id. */
const RUN = '@run'

interface Facts {
  guards: Guards
  /** The guards say too little: alternatives were joined that differ in more than one choice. */
  loose: boolean
  /** No outcome of some choice allows it. */
  impossible: boolean
  /** Nodes that must have run, one bit each: sets of names would make a long chain quadratic. */
  ran: Uint32Array
}

/** Works out when nodes and connections are live, each node once, on demand. */
export function livenessOf(graph: Graph): Liveness {
  const facts = new Map<string, Facts>()
  const indexOf = new Map([...graph.nodes.keys()].map((id, index) => [id, index]))
  const unknown: Facts = {
    guards: new Map(),
    loose: false,
    impossible: false,
    ran: new Uint32Array(Math.ceil(indexOf.size / 32)),
  }
  const triggers = graph.workflow.nodes.filter((node) => isTrigger(graph, node)).map((node) => node.id)

  const factsOf = (id: string): Facts => {
    for (const pending of dependenciesFirst(id, graph, facts)) facts.set(pending, compute(pending))
    return facts.get(id) ?? unknown
  }

  const compute = (id: string): Facts => {
    const node = graph.nodes.get(id)
    if (node && isTrigger(graph, node)) return { ...unknown, guards: new Map([[RUN, new Set([id])]]) }
    const incoming = graph.incoming(id)
    if (incoming.length === 0) return unknown
    return all(demandsOf(id, incoming, graph).map((links) => any(links.map(linkFacts))))
  }

  const linkFacts = (link: Link): Facts => {
    if (link.scope === 'into_body') return unknown
    const { source_node: id, source_port: port } = link.connection
    const source = facts.get(id) ?? unknown
    const ran = withBit(source.ran, indexOf.get(id))
    return { ...source, ran, guards: chosen(source.guards, id, port) }
  }

  const chosen = (guards: Guards, id: string, port: string): Guards => {
    const outcome = outcomeOf(graph, id, port)
    return outcome === undefined ? guards : meet(guards, new Map([[id, new Set([outcome])]]))
  }

  const outputGuards = (id: string, port: string, inner: boolean): Guards =>
    inner ? factsOf(id).guards : chosen(factsOf(id).guards, id, port)

  /** Whether the choice leaves nothing open: every outcome is in the set. */
  const isEveryOutcome = (id: string, outcomes: ReadonlySet<string>): boolean =>
    id === RUN
      ? triggers.every((trigger) => outcomes.has(trigger))
      : outcomesOf(id).every((outcome) => outcomes.has(outcome))

  const outcomesOf = (id: string): string[] =>
    graph.ports(id).outputs.flatMap((port) => outcomeOf(graph, id, port.id) ?? [])

  return {
    guards: (id) => factsOf(id).guards,
    outputGuards,
    linkGuards: ({ connection, scope }) =>
      outputGuards(connection.source_node, connection.source_port, scope === 'into_body'),
    canRun: (id) => !factsOf(id).impossible,
    isCertain: (id, port, readerId) => {
      if (graph.nodes.get(id)?.policy?.disabled) return false
      const reader = factsOf(readerId)
      const implied = (needs: Guards): boolean =>
        [...needs].every(([choice, outcomes]) => {
          const known = reader.guards.get(choice)
          if (known) return [...known].every((outcome) => outcomes.has(outcome))
          return isEveryOutcome(choice, outcomes)
        })
      const outcome = outcomeOf(graph, id, port)
      const portNeeds: Guards = outcome === undefined ? new Map() : new Map([[id, new Set([outcome])]])
      if (!implied(portNeeds)) return false
      const source = factsOf(id)
      return hasBit(reader.ran, indexOf.get(id)) || (!source.loose && implied(source.guards))
    },
  }
}

/** Whether two connections can never be live in the same frame. */
export function areExclusive(a: Guards, b: Guards): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  for (const [choice, outcomes] of few) {
    const others = many.get(choice)
    if (outcomes.size === 0 || (others && ![...outcomes].some((outcome) => others.has(outcome)))) return true
  }
  return [...many.values()].some((outcomes) => outcomes.size === 0)
}

const isTrigger = (graph: Graph, node: WorkflowNode): boolean =>
  graph.catalogue.get(node.type)?.role === 'trigger'

/** Which outcome of its node's choice an output stands for; undefined when the node makes no choice. */
function outcomeOf(graph: Graph, id: string, port: string): string | undefined {
  const node = graph.nodes.get(id)
  if (!node) return undefined
  const branches = graph.catalogue.get(node.type)?.branches
  const { unless, beside } = branches ?? {}
  if (beside?.includes(port)) return undefined
  if (branches && !(unless && pointerGet(node, unless.from) === unless.equals)) return port
  if (node.policy?.on_error !== 'branch') return undefined
  return port === 'error' ? 'error' : 'success'
}

/** Groups of connections of which one each must be live for the node to run. */
function demandsOf(id: string, incoming: readonly Link[], graph: Graph): (readonly Link[])[] {
  const required = graph.ports(id).inputs.filter((port) => port.required || port.id === 'after')
  const groups = required.map((port) => incoming.filter((link) => link.connection.target_port === port.id))
  const demands = groups.filter((links) => links.length > 0)
  // Even a node with optional inputs only is skipped when all that feeds it is dead.
  return demands.length > 0 ? demands : [incoming]
}

const all = (parts: readonly Facts[]): Facts =>
  parts.reduce((a, b) => {
    const guards = meet(a.guards, b.guards)
    return {
      guards,
      loose: a.loose || b.loose,
      impossible:
        a.impossible || b.impossible || [...guards.values()].some((outcomes) => outcomes.size === 0),
      ran: a.ran.map((word, index) => word | (b.ran[index] as number)),
    }
  })

const any = (parts: readonly Facts[]): Facts =>
  parts.reduce((a, b) => {
    if (a.impossible) return b
    if (b.impossible) return a
    const { guards, exact } = join(a.guards, b.guards)
    const ran = a.ran.map((word, index) => word & (b.ran[index] as number))
    return { guards, loose: a.loose || b.loose || !exact, impossible: false, ran }
  })

function withBit(bits: Uint32Array, index: number | undefined): Uint32Array {
  if (index === undefined) return bits
  const copy = bits.slice()
  copy[index >>> 5] = (copy[index >>> 5] as number) | (1 << (index & 31))
  return copy
}

const hasBit = (bits: Uint32Array, index: number | undefined): boolean =>
  index !== undefined && (((bits[index >>> 5] as number) >>> (index & 31)) & 1) === 1

/** Both hold. */
function meet(a: Guards, b: Guards): Guards {
  if (a.size === 0 || a === b) return b
  if (b.size === 0) return a
  const met = new Map(a)
  for (const [choice, outcomes] of b) {
    const known = met.get(choice)
    met.set(choice, known ? new Set([...outcomes].filter((outcome) => known.has(outcome))) : outcomes)
  }
  return met
}

/** One of them holds. Exact where they differ in one choice only. */
function join(a: Guards, b: Guards): { guards: Guards; exact: boolean } {
  const joined = new Map<string, ReadonlySet<string>>()
  let differences = 0
  for (const [choice, outcomes] of a) {
    const others = b.get(choice)
    if (!others) {
      differences += 1
      continue
    }
    const same =
      outcomes === others || (outcomes.size === others.size && [...outcomes].every((o) => others.has(o)))
    if (!same) differences += 1
    joined.set(choice, same ? outcomes : new Set([...outcomes, ...others]))
  }
  differences += [...b.keys()].filter((choice) => !a.has(choice)).length
  return { guards: joined, exact: differences <= 1 }
}

/** The nodes that a node's facts are computed from, each after its own sources, without recursion. */
function dependenciesFirst(id: string, graph: Graph, known: ReadonlyMap<string, Facts>): string[] {
  const order: string[] = []
  const entered = new Set<string>()
  const stack: { id: string; done: boolean }[] = [{ id, done: false }]
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.done) {
      order.push(top.id)
      continue
    }
    if (known.has(top.id) || entered.has(top.id)) continue
    entered.add(top.id)
    stack.push({ id: top.id, done: true })
    for (const { scope, connection } of graph.incoming(top.id)) {
      if (scope === 'outer') stack.push({ id: connection.source_node, done: false })
    }
  }
  return order
}
