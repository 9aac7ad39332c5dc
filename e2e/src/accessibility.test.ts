import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import type { Page } from 'playwright-core'
import { canvasOf, nodeOf, openProperties, runButton, runIs, saved } from './editor.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

test('two nodes are added and connected, and run, with the keyboard alone', async () => {
  const { id } = await stage.create({ name: 'Keys', nodes: [], connections: [] })
  const page = await stage.open(`/workflows/${id}`)
  await canvasOf(page).waitFor()
  const pick = async (words: string) => {
    const box = page.getByRole('combobox')
    await box.waitFor()
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.press('Tab')
  await pick('manual')
  await nodeOf(page, 'Manual Trigger').waitFor()
  await page.keyboard.press('Tab')
  await pick('set fields')
  await nodeOf(page, 'Set Fields').waitFor()
  await page.keyboard.press('c')
  await pick('input')
  await pick('trigger')
  await saved(page)
  const { connections } = await stage.call(routes.getWorkflow, { params: { id } })
  assert.deepEqual(
    connections.map(({ source_node, target_node, target_port }) => [source_node, target_node, target_port]),
    [['manual_trigger', 'set', 'input']],
  )
  await page.keyboard.press('Control+Enter')
  await runIs(page, 'Completed')
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

/** Lines of what a screen reader is told that are something to use, without a name. */
async function unnamed(page: Page): Promise<string[]> {
  const snapshot = await page.locator('body').ariaSnapshot()
  return snapshot
    .split('\n')
    .filter((line) =>
      /^\s*- (?:button|link|textbox|searchbox|combobox|checkbox|switch|radio|tab|menuitem|slider|spinbutton|dialog)\b(?! ")/.test(
        line,
      ),
    )
}

describe('everything that can be used has a name', () => {
  for (const [name, path, shown] of [
    ['the workflows', '/workflows', 'Order receipt'],
    ['the runs', '/executions', 'Runs'],
    ['the templates', '/templates', 'Answer from a page'],
    ['the models', '/models', 'Providers'],
    ['the settings', '/settings', 'Settings'],
  ] as const)
    test(name, async () => {
      const page = await stage.open(path)
      await page.getByRole('heading', { name: shown }).first().waitFor()
      assert.deepEqual(await unnamed(page), [])
      await page.context().close()
    })

  test('the editor, with a run, properties, variables and its dialogs', async () => {
    const page = await stage.open('/workflows/order-receipt')
    await nodeOf(page, 'Read the order').waitFor()
    await runButton(page).click()
    await runIs(page, 'Completed')
    await openProperties(page, 'Ask for shipping')
    assert.deepEqual(await unnamed(page), [])
    for (const tab of ['Data', 'Policy', 'Docs']) {
      await page.getByRole('tab', { name: tab }).click()
      assert.deepEqual(await unnamed(page), [], tab)
    }
    await page.getByRole('button', { name: 'Variables' }).click()
    await page.getByRole('textbox', { name: 'Value of base_url' }).waitFor()
    assert.deepEqual(await unnamed(page), [])
    for (const entry of ['Workflow settings…', 'Save as…', 'Open…']) {
      await page.getByRole('button', { name: 'Menu' }).click()
      await page.getByRole('button', { name: entry }).click()
      await page.getByRole('dialog').waitFor()
      assert.deepEqual(await unnamed(page), [], entry)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
  })
})
