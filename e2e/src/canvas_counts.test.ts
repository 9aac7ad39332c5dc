import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { canvasOf, nodeIn, nodeOf, runButton } from './editor.ts'
import { eventually } from './eventually.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, fields, node } from './workflow_builder.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

/** Run in the page: how often each node and each card has rendered since the last look. */
const takeCounts = `(() => {
  const counter = globalThis[Symbol.for('llamanexus.render_count')]
  const counts = Object.fromEntries(counter.byNode)
  counter.reset()
  return counts
})()`
const nextFrame = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))'
/** A place where nothing but the canvas is under the pointer. */
const freePlace = `(() => {
  for (let y = 100; y < 700; y += 8)
    for (let x = 400; x < 1000; x += 8)
      if (document.elementFromPoint(x, y)?.classList.contains('react-flow__pane')) return { x, y }
})()`

const grid = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    fields(
      `n${at}`,
      {},
      { label: `Node ${at}`, position: { x: (at % 20) * 304, y: Math.floor(at / 20) * 160 } },
    ),
  )

test('panning over 300 nodes renders none of them, and paints no connection of its own', async () => {
  const nodes = grid(300)
  const wires = nodes.slice(1).map((_, at) => `n${at}.output -> n${at + 1}.input`)
  const { id } = await stage.create(draft('Many', nodes, wires))
  const page = await stage.open(`/workflows/${id}`)
  await eventually(async () => assert.equal(await canvasOf(page).locator('.react-flow__node').count(), 300))
  assert.equal(await canvasOf(page).locator('.react-flow__edge').count(), 0, 'from afar they are one line')
  assert.equal(await canvasOf(page).locator('.edge-bundle path').count(), 1)

  const { x, y } = await page.evaluate<{ x: number; y: number }>(freePlace)
  const view = page.locator('.react-flow__viewport')
  const before = await view.getAttribute('style')
  await page.evaluate(nextFrame)
  await page.evaluate(takeCounts)
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 1; step <= 10; step++) {
    await page.mouse.move(x + step, y + step)
    await page.evaluate(nextFrame)
  }
  await page.mouse.up()
  assert.notEqual(await view.getAttribute('style'), before, 'it has been panned')
  assert.deepEqual(await page.evaluate(takeCounts), {})
})

test('what happens in a run renders the cards of the nodes that it happens to', async () => {
  const nodes = [node('start', 'manual_trigger', { label: 'Start', position: { x: 0, y: 0 } }), ...grid(20)]
  const far = nodes.map((one, at) => (at === 0 ? one : { ...one, position: { x: at * 304, y: 200 } }))
  const { id } = await stage.create(draft('Run', far, ['start.trigger -> n0.input']))
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Node 19').waitFor()
  await page.evaluate(nextFrame)
  await page.evaluate(takeCounts)
  await runButton(page).click()
  await nodeIn(page, 'Node 0', 'Done').waitFor()
  await page.evaluate(nextFrame)
  const counts = await page.evaluate<Record<string, number>>(takeCounts)
  const quiet = Object.keys(counts).filter((key) => /^(card )?n([1-9]|1\d)$/.test(key))
  assert.ok((counts['card n0'] ?? 0) > 0)
  assert.deepEqual(quiet, [], 'nodes that nothing happened to')
})
