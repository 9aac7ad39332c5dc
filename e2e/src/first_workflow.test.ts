import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { canvasOf, middleOf, nodeOf } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, fields, node } from './workflow_builder.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

/** Three nodes, the last of them far down at the right, where the minimap is. */
async function openNew(name: string): Promise<Page> {
  const nodes = [
    node('start', 'manual_trigger', { label: 'Start' }),
    fields('middle', { a: 1 }, { label: 'Middle', position: { x: 304, y: 0 } }),
    node('end', 'output', { label: 'End', position: { x: 608, y: 520 } }),
  ]
  const wires = ['start.trigger -> middle.input', 'middle.output -> end.value']
  const { id } = await stage.create(draft(name, nodes, wires))
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Start').waitFor()
  return page
}

test('the canvas cannot be scrolled away beneath its own controls', async () => {
  const page = await openNew('Stays')
  const moved = await canvasOf(page).evaluate((canvas) => {
    canvas.scrollTo(100, 100)
    return [canvas.scrollLeft, canvas.scrollTop]
  })
  assert.deepEqual(moved, [0, 0])
})

test('all of it is shown, none of it beneath the minimap', async () => {
  const page = await openNew('All of it')
  await page.getByRole('button', { name: 'Show all' }).click()
  const end = await middleOf(nodeOf(page, 'End'))
  const minimap = await page.getByRole('img', { name: /^Minimap/ }).boundingBox()
  assert.ok(minimap && (end.x < minimap.x || end.y < minimap.y))
})

test('a node is found by what it is called elsewhere', async () => {
  const page = await openNew('Found')
  const nodes = page.getByRole('region', { name: 'Nodes' })
  const first = async (words: string) => {
    await page.getByRole('searchbox', { name: 'Search nodes' }).fill(words)
    return nodes.getByRole('button').first().innerText()
  }
  assert.match(await first('webhook'), /^Webhook\n/)
  assert.match(await first('if else'), /^Condition\n/)
  assert.match(await first('pdf'), /^Load Documents\n/)
  assert.match(await first('email'), /^Notification\n/)
})

test('the workflow is kept as YAML from its menu', async () => {
  const page = await openNew('As YAML')
  await page.getByRole('button', { name: 'Menu' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByText('Export as YAML', { exact: true }).click(),
  ])
  assert.equal(file.suggestedFilename(), 'as-yaml.yaml')
})
