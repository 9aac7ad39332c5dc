import type { WorkflowDraft } from '@llamanexus/workflow'
import type { Bench, Row } from '../bench.ts'
import { draft, node, wires } from '../support/draft.ts'
import { measure, median, ms } from '../support/measure.ts'
import { type BenchApp, withApp } from '../support/with_app.ts'

const ITEMS = 100_000

interface Item {
  id: number
  price: number
  qty: number
}

const CASES = [
  {
    type: 'filter',
    what: 'filter',
    port: 'condition',
    expression: 'item.price * item.qty > 100',
    bare: (items: Item[]) => items.filter((item) => item.price * item.qty > 100),
  },
  {
    type: 'filter',
    what: 'filter in the sandbox',
    port: 'condition',
    expression: 'Math.round(item.price * item.qty) > 100',
    bare: (items: Item[]) => items.filter((item) => Math.round(item.price * item.qty) > 100),
  },
  {
    type: 'mapper',
    what: 'mapper in the sandbox',
    port: 'expression',
    expression: 'Math.round(item.price * item.qty)',
    bare: (items: Item[]) => items.map((item) => Math.round(item.price * item.qty)),
  },
  {
    type: 'mapper',
    what: 'mapper',
    port: 'expression',
    expression: 'item.price * item.qty',
    bare: (items: Item[]) => items.map((item) => item.price * item.qty),
  },
] as const

/** `filter` and `mapper` over many items, and how soon the server answers meanwhile. */
export const items: Bench = {
  name: 'items',
  run: () =>
    withApp(async (app) => {
      const list: Item[] = Array.from({ length: ITEMS }, (_, id) => ({
        id,
        price: (id % 97) + 0.5,
        qty: id % 7,
      }))
      const rows: Row[] = []
      for (const each of CASES) rows.push(await one(app, each, list))
      rows.push(await answering(app, list))
      return rows
    }),
}

const workflowOf = ({ type, port, expression }: (typeof CASES)[number]): WorkflowDraft =>
  draft(
    type,
    [
      node('t', 'manual_trigger'),
      node('n', type, {}, { inputs: { items: '{{ trigger.items }}', [port]: expression } }),
    ],
    wires('t.trigger -> n.after'),
  )

async function one(app: BenchApp, each: (typeof CASES)[number], list: Item[]): Promise<Row> {
  const workflow = await app.create(workflowOf(each))
  const walls: number[] = []
  for (let i = 0; i < 6; i++) {
    const id = await app.run(workflow, { items: list as unknown as [] })
    walls.push(await app.nodeDuration(id, 'n'))
  }
  const wall = median(walls.slice(1))
  const bare = await measure(() => each.bare(list))
  return {
    measure: `${each.what} of ${ITEMS} items`,
    ours: ms(wall),
    baseline: `${ms(bare.wall)} (array ${each.type === 'filter' ? 'filter' : 'map'})`,
    goal: '< 300 ms',
    met: wall < 300,
  }
}

/** The slowest answers of `/livez` while items are evaluated over and over, in the sandbox. */
async function answering(app: BenchApp, list: Item[]): Promise<Row> {
  const [, , mapper] = CASES
  const workflow = await app.create(workflowOf(mapper))
  const state = { done: false }
  const running = (async () => {
    for (let i = 0; i < 5; i++) await app.run(workflow, { items: list as unknown as [] })
    state.done = true
  })()
  const waits: number[] = []
  while (!state.done) {
    const { wall } = await measure(() => fetch(`${app.url}/livez`).then((response) => response.text()))
    waits.push(wall)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await running
  const p99 = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Number.NaN
  return { measure: '/livez p99 meanwhile', ours: ms(p99), goal: '< 100 ms', met: p99 < 100 }
}
