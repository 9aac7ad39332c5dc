import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import type { Locator, Page } from 'playwright-core'
import { canvasOf, nodeOf, openProperties, properties, runButton, runIs, saved } from './editor.ts'
import { eventually } from './eventually.ts'
import { faintTexts } from './faint_texts.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, node } from './workflow_builder.ts'

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

/** What has the focus, by the name that is read out. */
const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(
    `(({ activeElement: it }) => it?.getAttribute('aria-label') ?? it?.labels?.[0]?.textContent ?? it?.textContent?.trim() ?? '')(document)`,
  )
const focusIs = (page: Page, name: string) => eventually(async () => assert.equal(await focused(page), name))

test('a node is found, set, run and looked at, and the focus is never lost, with the keyboard alone', async () => {
  const { id } = await stage.create(
    draft(
      'Keys',
      [
        node('out', 'output', { label: 'Result', position: { x: 640, y: 0 } }),
        node('start', 'manual_trigger', { label: 'Start' }),
      ],
      ['start.trigger -> out.value'],
    ),
  )
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Start').waitFor()
  await page.keyboard.press('.')
  await focusIs(page, 'Start')
  await page.keyboard.press('.')
  await focusIs(page, 'Result')
  await page.keyboard.press(',')
  await focusIs(page, 'Start')
  await page.keyboard.press('Enter')
  const panel = properties(page).getByRole('tabpanel')
  await eventually(async () => assert.equal(await panel.locator(':focus').count(), 1))

  const inForm = await focused(page)
  await page.keyboard.press('Control+k')
  await focusIs(page, 'Commands')
  await page.keyboard.press('Escape')
  await focusIs(page, inForm)
  await page.keyboard.press('Shift+F6')
  await focusIs(page, 'Workflow canvas')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Go to Result')
  await page.keyboard.press('Enter')
  await focusIs(page, 'Workflow canvas')
  await properties(page).getByRole('textbox', { name: 'Name of the node' }).waitFor()

  await page.keyboard.press('Control+Enter')
  await runIs(page, 'Completed')
  await page.keyboard.press('F6')
  await page.keyboard.press('F6')
  await focusIs(page, 'Run')
  for (const part of ['All workflows', 'Nodes', 'Search nodes', 'Workflow canvas']) {
    await page.keyboard.press('F6')
    await focusIs(page, part)
  }
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
  await focusIs(page, 'Workflow canvas')
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

/** Nothing to use is without a name, and no text is too faint, as the page is now. */
async function isClear(page: Page, when?: string): Promise<void> {
  assert.deepEqual(await unnamed(page), [], when)
  // A dialog is faint while it fades in.
  await eventually(async () => assert.deepEqual(await faintTexts(page), [], when))
}

/** Opens the dialog or the menu of a page, looks at it and closes it. */
async function lookAt(page: Page, role: 'dialog' | 'menu' | 'listbox', open: Locator): Promise<void> {
  await open.click()
  const shown = page.getByRole(role)
  await shown.waitFor()
  await isClear(page, await shown.innerText())
  await page.keyboard.press('Escape')
  await shown.waitFor({ state: 'detached' })
  await open.and(page.locator(':focus')).waitFor({ timeout: 5000 })
}

for (const colorScheme of ['light', 'dark'] as const)
  describe(`everything that can be used has a name, and every text can be read, in ${colorScheme} colours`, () => {
    for (const [name, path, shown, dialogs] of [
      ['the workflows', '/workflows', 'Order receipt', ['Import', 'More for Order receipt']],
      ['the runs', '/executions', 'Runs', []],
      ['the approvals', '/approvals', 'Approvals', []],
      ['the templates', '/templates', 'Answer from a page', ['Use this: Answer from a page']],
      ['the knowledge', '/knowledge', 'Knowledge', ['New collection']],
      ['the files', '/files', 'Files', []],
      ['the functions', '/functions', 'Functions', []],
      ['the models', '/models', 'Providers', ['Add provider', 'Add a price']],
      ['the MCP servers', '/mcp', 'MCP servers', ['Add a server']],
      ['the credentials', '/credentials', 'Credentials', ['New credential']],
      ['the settings', '/settings', 'Settings', []],
    ] as const)
      test(name, async () => {
        const page = await stage.open(path, { colorScheme })
        await page.getByRole('heading', { name: shown }).first().waitFor()
        await page.waitForLoadState('networkidle')
        await isClear(page)
        for (const opener of dialogs)
          await lookAt(
            page,
            opener.startsWith('More') ? 'menu' : 'dialog',
            page.getByRole('button', { name: opener }).first(),
          )
        await page.context().close()
      })

    test('a shared workflow, a node of it and its docs, and a link that leads nowhere', async () => {
      const { token } = await stage.call(routes.shareWorkflow, {
        params: { id: 'order-receipt' },
        body: { note: 'Try it.' },
      })
      const page = await stage.open(`/share/${token}`, { colorScheme })
      const card = page
        .getByRole('application', { name: 'Workflow' })
        .getByRole('group', { name: 'Ask for shipping', exact: true })
      await card.waitFor()
      await isClear(page)
      await card.click()
      const about = page.getByRole('region', { name: 'Node' })
      await about.waitFor()
      await isClear(page, 'a node')
      await about.getByRole('tab', { name: 'Docs' }).click()
      await isClear(page, 'its docs')
      await page.goto('/share/nothing')
      await page.getByRole('heading', { name: 'This link leads nowhere' }).waitFor()
      await isClear(page, 'nowhere')
      await page.context().close()
    })

    test('the editor, with a run, properties, variables and its dialogs', async () => {
      const page = await stage.open('/workflows/order-receipt', { colorScheme })
      await nodeOf(page, 'Read the order').waitFor()
      await runButton(page).click()
      await runIs(page, 'Completed')
      await openProperties(page, 'Ask for shipping')
      await isClear(page)
      for (const tab of ['Data', 'Policy', 'Docs']) {
        await page.getByRole('tab', { name: tab }).click()
        await isClear(page, tab)
      }
      await page.getByRole('tab', { name: 'History' }).click()
      await isClear(page, 'History')
      await page.getByRole('button', { name: 'Variables' }).click()
      await page.getByRole('textbox', { name: 'Value of base_url' }).waitFor()
      await isClear(page, 'Variables')
      for (const entry of ['Workflow settings…', 'Save as…', 'Open…', 'Share…', 'Versions…']) {
        await page.getByRole('button', { name: 'Menu' }).click()
        await page.getByRole('button', { name: entry }).click()
        await page.getByRole('dialog').waitFor()
        await isClear(page, entry)
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        await focusIs(page, 'Menu')
      }
      for (const [key, name] of [
        ['?', 'Keyboard shortcuts'],
        ['Control+k', 'All commands'],
      ] as const) {
        await page.keyboard.press(key)
        await page.getByRole('dialog', { name }).waitFor()
        await isClear(page, name)
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      }
      await page.context().close()
    })
  })
