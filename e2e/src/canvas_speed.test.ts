import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { canvasOf, middleOf, nodeOf } from './editor.ts'
import { eventually } from './eventually.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, fields } from './workflow_builder.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

const COUNT = 300
const COLUMNS = 20
const MOVES = 20

/** Run in the page: how often each node has rendered since the last look. */
const takeCounts = `(() => {
  const counter = globalThis[Symbol.for('llamanexus.render_count')]
  const counts = Object.fromEntries(counter.byNode)
  counter.reset()
  return counts
})()`
const nextFrame = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))'

test('a drag of one node among 300 renders that node once a move, and no other', async () => {
  const nodes = Array.from({ length: COUNT }, (_, at) =>
    fields(
      `n${at}`,
      {},
      {
        label: `Node ${at}`,
        position: { x: (at % COLUMNS) * 304, y: Math.floor(at / COLUMNS) * 160 },
      },
    ),
  )
  const wires = nodes.slice(1).map((_, at) => `n${at}.output -> n${at + 1}.input`)
  const { id } = await stage.create(draft('Many', nodes, wires))
  const page = await stage.open(`/workflows/${id}`)
  await eventually(async () => assert.equal(await canvasOf(page).locator('.react-flow__node').count(), COUNT))

  const { x, y } = await middleOf(nodeOf(page, 'Node 150'))
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 10, y + 10, { steps: 2 })
  await page.evaluate(nextFrame)
  await page.evaluate(takeCounts)
  for (let move = 1; move <= MOVES; move++) {
    await page.mouse.move(x + 10 + move * 8, y + 10)
    await page.evaluate(nextFrame)
  }
  const counts = await page.evaluate<Record<string, number>>(takeCounts)
  await page.mouse.up()
  assert.deepEqual(counts, { n150: MOVES })
})

test('panning and zooming render no node that was there', async () => {
  const nodes = Array.from({ length: 30 }, (_, at) =>
    fields(
      `n${at}`,
      {},
      { label: `Node ${at}`, position: { x: (at % 6) * 304, y: Math.floor(at / 6) * 160 } },
    ),
  )
  const { id } = await stage.create(draft('Some', nodes, []))
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Node 0').waitFor()
  await page.evaluate(nextFrame)
  await page.evaluate(takeCounts)
  const { x, y } = await middleOf(canvasOf(page))
  await page.mouse.move(x, y)
  for (let step = 0; step < 5; step++) {
    await page.mouse.wheel(0, 20)
    await page.evaluate(nextFrame)
  }
  assert.deepEqual(await page.evaluate(takeCounts), {})
})
