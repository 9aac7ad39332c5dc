import type { JsonObject, NodePolicy, Workflow } from '@llamanexus/workflow'
import { type Drawn, draw } from './draw.ts'
import { createRandomSource, type RandomSource } from './random_source.ts'

/** An output that a later node of the same scope can be connected to. */
type Offer = string

const LEAVES = ['pass', 'need', 'add', 'fail', 'slow', 'idempotent', 'condition', 'merge'] as const
const CONTAINERS = ['loop', 'parallel', 'while_loop', 'retry'] as const
const MAX_DEPTH = 3

/** A valid workflow of test nodes, the same for the same seed: branches, merges, failures, policies, nested containers. */
export function randomWorkflow(seed: number): Workflow {
  const random = createRandomSource(seed)
  const nodes: Record<string, Drawn> = { in: { type: 'start' } }
  const links: string[] = []
  let count = 0
  const ends = scope(undefined, ['in.trigger', 'in.trigger'], 0)
  const outputs = 1 + random.integer(2)
  for (let at = 0; at < outputs; at += 1) {
    nodes[`out${at}`] = { type: 'output' }
    links.push(`${random.pick(ends)} -> out${at}.value`)
  }
  return draw(nodes, links, { id: `seed-${seed}` })

  /** Adds the nodes of one scope and answers what they offer. */
  function scope(parent: string | undefined, given: readonly Offer[], depth: number): Offer[] {
    const offers = [...given]
    const size = depth === 0 ? 2 + random.integer(8) : 1 + random.integer(4)
    for (let at = 0; at < size; at += 1) {
      const nested = depth < MAX_DEPTH && random.chance(depth === 0 ? 0.3 : 0.2)
      offers.push(...(nested ? addContainer(parent, offers, depth) : addLeaf(parent, offers)))
    }
    return offers
  }

  function addLeaf(parent: string | undefined, offers: readonly Offer[]): Offer[] {
    const type = random.pick(LEAVES)
    const id = add(type, parent, configOf(type, random))
    const main = type === 'merge' ? 'inputs' : 'input'
    links.push(`${random.pick(offers)} -> ${id}.${main}`)
    if (type === 'merge') for (const offer of several(offers)) links.push(`${offer} -> ${id}.inputs`)
    if (type === 'pass' && random.chance(0.3)) links.push(`${random.pick(offers)} -> ${id}.other`)
    if (random.chance(0.2)) links.push(`${random.pick(offers)} -> ${id}.after`)
    const ports = type === 'condition' ? ['true', 'false'] : ['output']
    return offered(id, ports)
  }

  function addContainer(parent: string | undefined, offers: readonly Offer[], depth: number): Offer[] {
    const type = random.pick(CONTAINERS)
    const id = add(type, parent, containerOf(type, random))
    if (type === 'while_loop') links.push(`${random.pick(offers)} -> ${id}.state`)
    else if (type === 'retry') links.push(`${random.pick(offers)} -> ${id}.input`)
    else links.push(`${random.pick(offers)} -> ${id}.after`)
    const [first, second] = INNER[type]
    const ends = scope(id, [`${id}.${first}`, `${id}.${second}`], depth + 1)
    links.push(`${random.pick(ends)} -> ${id}.${type === 'while_loop' ? 'next' : 'result'}`)
    // With several at once it depends on timing how far a loop gets before it breaks.
    const inOrder = nodes[id]?.config?.['concurrency'] === 1
    if (type === 'loop' && inOrder && random.chance(0.3)) links.push(`${random.pick(ends)} -> ${id}.break`)
    return offered(id, OUTER[type])
  }

  function add(type: string, parent: string | undefined, rest: Omit<Drawn, 'type'>): string {
    count += 1
    const id = `n${count}`
    const policy = policyOf(random)
    nodes[id] = { type, ...rest, ...(parent !== undefined && { parent }), ...(policy && { policy }) }
    return id
  }

  function offered(id: string, ports: readonly string[]): Offer[] {
    const branch = nodes[id]?.policy?.on_error === 'branch'
    return [...ports, ...(branch ? ['error'] : [])].map((port) => `${id}.${port}`)
  }

  function several(offers: readonly Offer[]): Offer[] {
    return Array.from({ length: random.integer(3) }, () => random.pick(offers))
  }
}

const INNER = {
  loop: ['item', 'index'],
  parallel: ['item', 'index'],
  while_loop: ['state', 'iteration'],
  retry: ['input', 'attempt'],
} as const

const OUTER = {
  loop: ['results', 'count'],
  parallel: ['outputs', 'errors'],
  while_loop: ['state', 'iteration'],
  retry: ['output', 'attempts'],
} as const

function configOf(
  type: (typeof LEAVES)[number],
  random: RandomSource,
): { config?: JsonObject; inputs?: JsonObject } {
  switch (type) {
    case 'pass':
      return random.chance(0.3)
        ? { config: { fields: random.pick(['{{ inputs.input }}', '{{ [1, inputs.input] }}', 4]) } }
        : {}
    case 'fail':
      return { config: { times: random.integer(4) } }
    case 'slow':
      return { config: { ms: random.integer(500) } }
    case 'condition':
      return {
        inputs: { condition: random.pick(['input > 1', 'input === null', 'true', 'Array.isArray(input)']) },
      }
    case 'merge':
      return { config: { mode: random.pick(['append', 'combine', 'coalesce']) } }
    default:
      return {}
  }
}

function containerOf(
  type: (typeof CONTAINERS)[number],
  random: RandomSource,
): { config: JsonObject; inputs?: JsonObject } {
  const items = Array.from({ length: random.integer(4) }, (_, at) => at)
  switch (type) {
    case 'loop':
      return {
        config: {
          concurrency: 1 + random.integer(2),
          on_item_error: random.pick(['fail', 'collect', 'collect']),
        },
        inputs: { items },
      }
    case 'parallel':
      return {
        config: { mode: random.pick(['fail_fast', 'wait_all', 'wait_all']) },
        inputs: { inputs: items },
      }
    case 'while_loop':
      return {
        config: {
          condition: `iteration < ${random.integer(4)}`,
          check: random.pick(['before', 'after']),
          max_iterations: 2,
          on_exhausted: random.pick(['fail', 'emit', 'emit']),
        },
      }
    case 'retry':
      return { config: { max_retries: random.integer(3), backoff_ms: 50 } }
  }
}

function policyOf(random: RandomSource): NodePolicy | undefined {
  if (random.chance(0.5)) return undefined
  return {
    on_error: random.pick(['continue', 'branch', 'branch', 'fail']),
    ...(random.chance(0.4) && { retry: { max_retries: 1 + random.integer(3), backoff_ms: 20 } }),
    ...(random.chance(0.05) && { disabled: true }),
  }
}
