import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEngine } from '@llamanexus/engine'
import { defineNode, type NodeServices, port } from '@llamanexus/node-sdk'
import { createExpressionService } from '@llamanexus/services/sandbox'
import { openStore } from '@llamanexus/store'
import type { Workflow } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { systemClock } from '../system_clock.ts'

/** On the SQLite store of a folder: ends the runs that were left there, then starts one under the id it is given. */
const [, , folder = '', id] = process.argv
const keepAlive = setInterval(() => undefined, 60_000)

const described = (type: string) => ({
  type,
  version: 1,
  category: 'control' as const,
  name: type,
  icon: 'box',
  description: type,
  docs: type,
  summary: '',
  examples: [],
  config: Type.Object({}),
})
const types = [
  defineNode({
    ...described('start'),
    role: 'trigger',
    effect: 'pure',
    inputs: {},
    outputs: { trigger: port.any() },
  }),
  /** Leaves a line in a file, which is what it does to the world. */
  defineNode({
    ...described('deed'),
    effect: 'idempotent',
    inputs: { input: port.any({ required: true }) },
    outputs: { output: port.number() },
    execute: async ({ inputs, context }) => {
      appendFileSync(join(folder, 'deeds'), `${context.idempotency_key}\n`)
      await sleep(2)
      return { output: Number(inputs.input) + 1 }
    },
  }),
  defineNode({
    ...described('double'),
    effect: 'pure',
    inputs: { input: port.number({ required: true }) },
    outputs: { output: port.number() },
    execute: ({ inputs }) => ({ output: inputs.input * 2 }),
  }),
  defineNode({
    ...described('loop'),
    role: 'container',
    container: 'loop',
    effect: 'pure',
    inputs: { items: port.array({ required: true }) },
    outputs: { results: port.array(), errors: port.array(), count: port.number() },
    bodyOutputs: { item: port.any(), index: port.number() },
    bodyInputs: { result: port.any() },
  }),
  defineNode({
    ...described('output'),
    role: 'output',
    effect: 'pure',
    inputs: { value: port.any() },
    outputs: {},
    execute: ({ inputs }) => ({ value: inputs.value ?? null }),
  }),
]

const node = (id: string, type: string, more: Partial<Workflow['nodes'][number]> = {}) => ({
  id,
  type,
  config: {},
  position: { x: 0, y: 0 },
  ...more,
})
const wire = (
  id: string,
  source_node: string,
  source_port: string,
  target_node: string,
  target_port: string,
) => ({
  id,
  source_node,
  source_port,
  target_node,
  target_port,
})
const workflow: Workflow = {
  id: 'crash',
  name: 'Crash',
  version: 1,
  is_active: false,
  variables: {},
  settings: {},
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  nodes: [
    node('in', 'start'),
    node('first', 'deed'),
    node('each', 'loop', { inputs: { items: [1, 2, 3, 4, 5, 6] } }),
    node('x', 'deed', { parent: 'each' }),
    node('y', 'double', { parent: 'each' }),
    node('z', 'deed', { parent: 'each' }),
    node('out', 'output'),
  ],
  connections: [
    wire('1', 'in', 'trigger', 'first', 'input'),
    wire('2', 'first', 'output', 'each', 'after'),
    wire('3', 'each', 'item', 'x', 'input'),
    wire('4', 'x', 'output', 'y', 'input'),
    wire('5', 'y', 'output', 'z', 'input'),
    wire('6', 'z', 'output', 'each', 'result'),
    wire('7', 'each', 'results', 'out', 'value'),
  ],
}

const store = await openStore({ file: join(folder, 'store.db') })
if (!(await store.workflows.get(workflow.id))) await store.workflows.create(workflow)
const expressions = createExpressionService()
const engine = createEngine({
  nodes: new Map(types.map((type) => [type.info.type, type])),
  // These nodes ask for no services.
  services: {} as NodeServices,
  expressions,
  journal: store.journal,
  clock: systemClock,
  observer: { committed: () => undefined },
})
await engine.recover()
const { items: runs } = await store.executions.list({ limit: 100, offset: 0 })
await Promise.all(runs.map((run) => engine.finished(run.id)))
if (id !== undefined) {
  const { finished } = engine.start({ execution_id: id, workflow, trigger_data: 1, source: 'test' })
  process.send?.('at work')
  await finished
}
await engine.close()
await expressions.close()
await store.close()
clearInterval(keepAlive)
process.disconnect?.()
