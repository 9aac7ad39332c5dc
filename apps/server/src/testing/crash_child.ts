import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createEngine } from '@llamanexus/engine'
import { defineNode, type NodeServices, port } from '@llamanexus/node-sdk'
import { createExpressionService } from '@llamanexus/services/sandbox'
import { openStore } from '@llamanexus/store'
import { createSimulatedClock, createTestNodes, newWorld } from '@llamanexus/testing'
import type { Workflow } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { systemClock } from '../system_clock.ts'

/** On the SQLite store of a folder: ends the runs that were left there, then starts one under the id it is given. */
const [, , folder = '', id] = process.argv
const keepAlive = setInterval(() => undefined, 60_000)

/** Leaves a line in a file, which is what it does to the world. */
const deed = defineNode({
  type: 'deed',
  version: 1,
  category: 'control',
  name: 'Deed',
  icon: 'box',
  description: 'Leaves a line',
  docs: 'Leaves a line in a file.',
  summary: '',
  examples: [],
  effect: 'idempotent',
  inputs: { input: port.any({ required: true }) },
  outputs: { output: port.number() },
  config: Type.Object({}),
  execute: async ({ inputs, context }) => {
    appendFileSync(join(folder, 'deeds'), `${context.idempotency_key}\n`)
    await sleep(2)
    return { output: Number(inputs.input) + 1 }
  },
})
const nodes = new Map(createTestNodes(newWorld(createSimulatedClock()))).set('deed', deed)

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
    node('y', 'add', { parent: 'each' }),
    node('z', 'deed', { parent: 'each' }),
    node('out', 'output'),
  ],
  connections: [
    wire('1', 'in', 'trigger', 'first', 'input'),
    wire('2', 'first', 'output', 'each', 'after'),
    wire('3', 'each', 'item', 'x', 'input'),
    wire('4', 'x', 'output', 'y', 'input'),
    wire('4b', 'x', 'output', 'y', 'by'),
    wire('5', 'y', 'output', 'z', 'input'),
    wire('6', 'z', 'output', 'each', 'result'),
    wire('7', 'each', 'results', 'out', 'value'),
  ],
}

const store = await openStore({ file: join(folder, 'store.db') })
if (!(await store.workflows.get(workflow.id))) await store.workflows.create(workflow)
const expressions = createExpressionService()
const engine = createEngine({
  nodes,
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
