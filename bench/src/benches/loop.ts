import type { Bench } from '../bench.ts'
import { draft, node, wires } from '../support/draft.ts'
import { measure, median, ms } from '../support/measure.ts'
import { withApp } from '../support/with_app.ts'

const ITEMS = 10_000

const WORKFLOW = draft(
  'Loop',
  [
    node('t', 'manual_trigger'),
    node('each', 'loop', {}, { inputs: { items: '{{ trigger.items }}' } }),
    node(
      'a',
      'set',
      { fields: { total: '{{ item.price * item.qty }}' }, keep_input: false },
      { parent: 'each' },
    ),
    node('b', 'set', { fields: { big: '{{ inputs.input.total > 100 }}' } }, { parent: 'each' }),
    node('c', 'set', { fields: { seen: true } }, { parent: 'each' }),
  ],
  wires(
    't.trigger -> each.after',
    'each.item -> a.input',
    'a.output -> b.input',
    'b.output -> c.input',
    'c.output -> each.result',
  ),
)

/** A loop with three nodes in its body, two of them with an expression that is computed. */
export const loop: Bench = {
  name: 'loop',
  run: () =>
    withApp(async (app) => {
      const workflow = await app.create(WORKFLOW)
      const items = Array.from({ length: ITEMS }, (_, id) => ({ id, price: (id % 97) + 0.5, qty: id % 7 }))
      await app.run(workflow, { items: items.slice(0, 500) })
      const before = process.memoryUsage.rss()
      let peak = before
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss())
      }, 20)
      const walls: number[] = []
      for (let i = 0; i < 3; i++) walls.push((await measure(() => app.run(workflow, { items }))).wall)
      clearInterval(watch)
      const bare = await measure(() =>
        items.map(({ price, qty }) => ({ total: price * qty, big: price * qty > 100, seen: true })),
      )
      const mb = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`
      return [
        {
          measure: `loop of ${ITEMS} items, three nodes`,
          ours: ms(median(walls)),
          baseline: `${ms(bare.wall)} (array map)`,
          goal: '< 1,500 ms',
          met: median(walls) < 1500,
        },
        { measure: 'memory at its peak in that loop', ours: mb(peak), baseline: `${mb(before)} (before)` },
      ]
    }),
}
