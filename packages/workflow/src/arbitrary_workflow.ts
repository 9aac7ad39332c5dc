import fc from 'fast-check'
import type { JsonObject, Workflow, WorkflowNode } from './document.ts'
import { draft } from './draft.ts'

export { testCatalogue } from './catalogue_fixture.ts'
export { draft }

/** Kinds of step a random workflow is made of; all but `rejoin` are types of the test catalogue. */
const KINDS = [
  'pass',
  'maybe',
  'set',
  'condition',
  'switch',
  'merge',
  'loop',
  'while_loop',
  'output',
  /** A condition whose two branches meet again in one ordinary port. */
  'rejoin',
] as const

export type StepKind = (typeof KINDS)[number]

interface Step {
  kind: StepKind
  /** Which of the outputs made so far feed this step. */
  picks: readonly [number, number, number]
  on_error: 'fail' | 'continue' | 'branch'
  /** Chooses among the modes of `switch` and `merge`. */
  variant: number
  body: readonly Step[]
}

export interface ArbitraryWorkflowOptions {
  /** Kinds to draw from; all by default. */
  kinds?: readonly StepKind[]
  /** Steps on each level. Default 8. */
  max_steps?: number
  /** Containers within containers. Default 2. */
  max_depth?: number
}

/**
 * Random workflows over the test catalogue that have no error: one manual trigger, every port fed by something that
 * comes before, branches, joins, nested containers that end, and expressions over upstream outputs. They shrink to few
 * steps.
 */
export function arbitraryWorkflow(options: ArbitraryWorkflowOptions = {}): fc.Arbitrary<Workflow> {
  const { kinds = KINDS, max_steps = 8, max_depth = 2 } = options
  const flat = kinds.filter((kind) => kind !== 'loop' && kind !== 'while_loop')
  return steps(kinds, flat, max_steps, max_depth).map((list) => {
    const built: Built = { nodes: {}, wires: [] }
    addNode(built, 'in', { type: 'manual_trigger' })
    build(list, { built, outputs: ['in.trigger'] })
    return draft(built.nodes, built.wires)
  })
}

function steps(
  kinds: readonly StepKind[],
  flat: readonly StepKind[],
  maxLength: number,
  depth: number,
): fc.Arbitrary<Step[]> {
  const pick = fc.nat({ max: 1000 })
  return fc.array(
    fc.record({
      kind: fc.constantFrom(...(depth > 0 ? kinds : flat)),
      picks: fc.tuple(pick, pick, pick),
      on_error: fc.constantFrom('fail' as const, 'fail' as const, 'continue' as const, 'branch' as const),
      variant: fc.nat({ max: 4 }),
      body: depth > 0 ? steps(kinds, flat, Math.ceil(maxLength / 2), depth - 1) : fc.constant([]),
    }),
    { maxLength },
  )
}

interface Built {
  nodes: Record<string, Partial<WorkflowNode> & { type: string }>
  wires: string[]
}

interface Scope {
  built: Built
  parent?: string
  /** `node.port` that may be connected from here on. */
  outputs: string[]
}

function build(list: readonly Step[], scope: Scope): void {
  for (const step of list) STEPS[step.kind](step, scope)
}

const STEPS: Record<StepKind, (step: Step, scope: Scope) => void> = {
  pass: (step, scope) => add(scope, step, { type: 'pass' }, { input: chosen(scope, step, 0) }, ['output']),
  maybe: (step, scope) =>
    add(scope, step, { type: 'maybe' }, { input: chosen(scope, step, 0), other: chosen(scope, step, 1) }, [
      'output',
    ]),
  set: (step, scope) => {
    const source = chosen(scope, step, 0)
    const config = {
      fields: { seen: `{{ nodes.${source} ?? null }}`, text: `from {{ nodes.${source} ?? 'none' }}` },
    }
    add(scope, step, { type: 'set', config }, { input: source }, ['output'])
  },
  condition: (step, scope) =>
    add(
      scope,
      step,
      { type: 'condition', inputs: { condition: CONDITIONS[step.variant % CONDITIONS.length] ?? 'true' } },
      { input: chosen(scope, step, 0) },
      ['true', 'false'],
    ),
  switch: (step, scope) => {
    const config: JsonObject = { match: step.variant % 2 === 0 ? 'first' : 'all' }
    const inputs = { cases: { some: 'input !== null', none: 'input === null' } }
    add(scope, step, { type: 'switch', config, inputs }, { input: chosen(scope, step, 0) }, [
      'some',
      'none',
      'default',
    ])
  },
  merge: (step, scope) => {
    const config = { mode: ['append', 'combine', 'coalesce', 'zip', 'append'][step.variant] ?? 'append' }
    const id = add(scope, step, { type: 'merge', config }, {}, ['output'])
    const sources = new Set([0, 1, 2].map((index) => chosen(scope, step, index, 1)))
    for (const source of sources) scope.built.wires.push(`${source} -> ${id}.inputs`)
  },
  loop: (step, scope) => {
    const node = {
      type: 'loop',
      config: { concurrency: 1 + step.variant },
      inputs: { items: [1, null, 'three'].slice(step.variant % 3) },
    }
    const id = add(scope, step, node, { after: chosen(scope, step, 0) }, ['results', 'count'])
    fill(id, 'result', [`${id}.item`, `${id}.index`], step, scope)
  },
  while_loop: (step, scope) => {
    const node = {
      type: 'while_loop',
      config: { condition: `iteration < ${step.variant}`, max_iterations: 10 },
    }
    const id = add(scope, step, node, { state: chosen(scope, step, 0) }, ['state', 'iteration'])
    fill(id, 'next', [`${id}.state`, `${id}.iteration`], step, scope)
  },
  output: (step, scope) => {
    const name = `out${Object.keys(scope.built.nodes).length}`
    add(scope, step, { type: 'output', config: { name } }, { value: chosen(scope, step, 0) }, [])
  },
  rejoin: (step, scope) => {
    const condition = { type: 'condition', inputs: { condition: 'input !== null' } }
    const id = add(scope, step, condition, { input: chosen(scope, step, 0) }, [])
    const end = add(scope, step, { type: 'pass' }, { input: `${id}.true` }, ['output'])
    scope.built.wires.push(`${id}.false -> ${end}.input`)
  },
}

const CONDITIONS = ['input !== null', 'true', 'false', 'typeof input === "object"', '!input']

/** The output that a step reads; `back` leaves out the newest ones, which are the step's own. */
function chosen({ outputs }: Scope, { picks }: Step, index: number, back = 0): string {
  const known = back === 0 ? outputs : outputs.slice(0, -back)
  return known[(picks[index] ?? 0) % known.length] ?? 'in.trigger'
}

function add(
  { built, parent, outputs }: Scope,
  { on_error }: Step,
  node: Partial<WorkflowNode> & { type: string },
  feeds: Record<string, string>,
  ports: readonly string[],
): string {
  const id = `n${Object.keys(built.nodes).length}`
  const policy = on_error === 'fail' ? undefined : { on_error }
  addNode(built, id, { ...node, ...(parent !== undefined && { parent }), ...(policy && { policy }) })
  for (const [port, source] of Object.entries(feeds)) built.wires.push(`${source} -> ${id}.${port}`)
  outputs.push(...ports.map((port) => `${id}.${port}`))
  return id
}

function addNode(built: Built, id: string, node: Partial<WorkflowNode> & { type: string }): void {
  built.nodes[id] = node
}

/** Builds a container's body; its newest output, if there is one, is the body's result. */
function fill(container: string, port: string, inner: readonly string[], step: Step, scope: Scope): void {
  const body: Scope = { built: scope.built, parent: container, outputs: [...inner] }
  build(step.body, body)
  const last = body.outputs.length > inner.length ? body.outputs.at(-1) : undefined
  if (last !== undefined) scope.built.wires.push(`${last} -> ${container}.${port}`)
}
