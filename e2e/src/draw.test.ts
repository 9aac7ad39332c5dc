import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import type { Locator, Page } from 'playwright-core'
import {
  canvasOf,
  drag,
  middleOf,
  nodeIn,
  nodeOf,
  openProperties,
  portOf,
  properties,
  runButton,
  runIs,
  saved,
} from './editor.ts'
import { eventually } from './eventually.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

const palette = (page: Page): Locator => page.getByRole('region', { name: 'Nodes' })

/** Types into a field that completes brackets, as a person does: over what it has put there. */
async function write(field: Locator, text: string): Promise<void> {
  await field.click()
  await field.pressSequentially(text)
}

async function nameIt(panel: Locator, name: string): Promise<void> {
  await panel.getByRole('textbox', { name: 'Name of the node' }).fill(name)
}

async function addField(panel: Locator, name: string, value: string): Promise<void> {
  await panel.getByRole('button', { name: 'Add a field' }).click()
  await panel
    .getByRole('textbox', { name: /^Name of field/ })
    .last()
    .fill(name)
  await write(panel.getByRole('textbox', { name: `Value of ${name}` }), value)
}

test('the first five nodes of an example are drawn by hand, run, undone, done again and kept', async () => {
  const page = await stage.open('/')
  await page.getByRole('button', { name: 'New workflow' }).first().click()
  const canvas = canvasOf(page)
  await canvas.waitFor()

  // Dragged from the palette, added by a click, and searched for with the keyboard.
  await palette(page)
    .getByRole('button', { name: 'Webhook HTTP endpoint trigger' })
    .dragTo(canvas, {
      targetPosition: { x: 120, y: 120 },
    })
  await nodeOf(page, 'Webhook').waitFor()
  await palette(page)
    .getByRole('button', { name: /^Manual Trigger/ })
    .click()
  await nodeOf(page, 'Manual Trigger').waitFor()
  await drag(page, nodeOf(page, 'Manual Trigger'), await at(canvas, 180, 420))
  const search = page.getByRole('searchbox', { name: 'Search nodes' })
  await search.fill('fields')
  await palette(page)
    .getByRole('button', { name: /^Set/ })
    .dragTo(canvas, { targetPosition: { x: 380, y: 220 } })
  await search.fill('')
  await nodeOf(page, 'Set Fields').waitFor()

  let panel = await openProperties(page, 'Set Fields')
  await nameIt(panel, 'Read the order')
  await addField(panel, 'customer', '{{ trigger.body.customer }}')
  await addField(panel, 'total', '{{ trigger.body.total }}')
  await panel.getByRole('button', { name: 'Close' }).click()

  // Let go in empty space, a connection asks what it should lead to.
  await drag(page, portOf(page, 'Read the order', 'Output output'), await at(canvas, 700, 160))
  await page.getByRole('combobox', { name: 'Node types' }).fill('condition')
  await page.keyboard.press('Enter')
  await nodeOf(page, 'Condition').waitFor()
  // The same from the keyboard, beside the pointer.
  await page.mouse.move((await at(canvas, 700, 420)).x, (await at(canvas, 700, 420)).y)
  await page.keyboard.press('Tab')
  await page.getByRole('combobox', { name: 'Node types' }).fill('set')
  await page.keyboard.press('Enter')
  await nodeOf(page, 'Set Fields').waitFor()

  await page.getByRole('button', { name: 'Show all' }).click()
  await drag(page, portOf(page, 'Webhook', 'Output body'), portOf(page, 'Read the order', 'Input after'))
  await drag(
    page,
    portOf(page, 'Manual Trigger', 'Output trigger'),
    portOf(page, 'Read the order', 'Input after'),
  )
  await drag(page, portOf(page, 'Condition', 'Output true'), portOf(page, 'Set Fields', 'Input after'))

  await eventually(async () => assert.equal(await canvas.locator('.react-flow__edge').count(), 4))

  panel = await openProperties(page, 'Webhook')
  await panel.getByRole('textbox', { name: 'Path' }).fill('drawn')
  await nameIt(panel, 'Order arrives')
  panel = await openProperties(page, 'Manual Trigger')
  await write(panel.getByRole('textbox', { name: 'Sample' }), '{"body": {"customer": "Ada", "total": 140}}')
  panel = await openProperties(page, 'Condition')
  await nameIt(panel, '100 or more?')
  await write(panel.getByRole('textbox', { name: 'Condition' }), 'input.total >= 100')
  panel = await openProperties(page, 'Set Fields')
  await nameIt(panel, '10 % off')
  await addField(panel, 'name', 'Large order')
  await addField(panel, 'rate', '{{ 1 / 10 }}')
  await panel.getByRole('button', { name: 'Close' }).click()
  await saved(page)

  await runButton(page).click()
  await nodeIn(page, '10 % off', 'Done').waitFor()
  await runIs(page, 'Completed')
  await openProperties(page, '10 % off')
  await properties(page).getByRole('tab', { name: 'Data' }).click()
  await properties(page).getByText('Large order').waitFor()
  await properties(page).getByText('0.1').waitFor()

  const id = new URL(page.url()).pathname.split('/')[2] ?? ''
  const drawn = await stage.call(routes.getWorkflow, { params: { id } })
  const ports = drawn.connections.map(
    ({ source_node, source_port, target_node, target_port }) =>
      `${source_node}.${source_port} -> ${target_node}.${target_port}`,
  )
  assert.deepEqual(
    ports.toSorted(),
    [
      'condition.true -> set_2.after',
      'http_webhook.body -> set.after',
      'manual_trigger.trigger -> set.after',
      'set.output -> condition.input',
    ].toSorted(),
  )

  await canvas.focus()
  const steps = 3
  for (let step = 0; step < steps; step++) await page.keyboard.press('Control+z')
  await saved(page)
  const undone = await stage.call(routes.getWorkflow, { params: { id } })
  assert.notDeepEqual(undone.nodes, drawn.nodes)
  for (let step = 0; step < steps; step++) await page.keyboard.press('Control+y')
  await saved(page)
  await page.reload()
  const kept = await stage.call(routes.getWorkflow, { params: { id } })
  assert.deepEqual([kept.nodes, kept.connections], [drawn.nodes, drawn.connections])
  await nodeOf(page, '10 % off').waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
  await eventually(async () => assert.equal(await canvas.locator('.react-flow__node').count(), 5))
})

async function at(canvas: Locator, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await canvas.boundingBox()
  if (!box) return middleOf(canvas)
  return { x: box.x + x, y: box.y + y }
}
