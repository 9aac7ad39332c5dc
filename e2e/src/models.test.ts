import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { canvasOf, openProperties, runButton, runIs, runPanel, saved } from './editor.ts'
import { openStage, type Stage } from './stage.ts'

const KEY = 'sk-browser-test-1'
let stage: Stage
let server: LlmServer
before(async () => {
  server = await startLlmServer(['tiny', 'claude-haiku-4-5'], { key: KEY })
  stage = await openStage()
})
after(async () => {
  await stage?.close()
  await server?.close()
})

test('a provider is added with its key, tried, and its model chosen, run and seen to write', async () => {
  const page = await stage.open('/models')
  const note = page.getByRole('note').getByText('There is no language model yet.')
  await note.waitFor()
  await page.getByRole('button', { name: 'Add provider' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: 'Anthropic' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('house')
  await dialog.getByRole('textbox', { name: 'Base URL' }).fill(server.url)
  await dialog.getByRole('combobox', { name: 'Key' }).click()
  await page.getByRole('option', { name: 'A new key…' }).click()
  await dialog.getByLabel('New key').fill(KEY)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })

  const row = page.locator('[data-provider="house"]')
  await row.getByText('2 models').waitFor()
  await note.waitFor({ state: 'detached' })
  await row.getByText('key: house key').waitFor()
  server.script({ text: 'Good day' })
  await row.getByRole('button', { name: 'Test house' }).click()
  await row.getByText('“Good day”').waitFor()
  const { items } = await stage.call(routes.listProviders, {})
  assert.ok(!JSON.stringify(items).includes(KEY))

  await page.getByRole('button', { name: /^Price of house\/claude-haiku-4-5: \$1\.00/ }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'In', exact: true }).fill('2')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: /^Price of house\/claude-haiku-4-5: \$2\.00/ }).waitFor()
  await picture('models')

  const { id } = await stage.create({
    name: 'Ask the house',
    nodes: [
      { id: 'start', type: 'manual_trigger', label: 'Start', position: { x: 0, y: 0 }, config: {} },
      {
        id: 'ask',
        type: 'llm_chat',
        label: 'Ask',
        position: { x: 320, y: 0 },
        config: {},
        inputs: { prompt: 'Tell a story' },
      },
    ],
    connections: [
      { id: 'c', source_node: 'start', source_port: 'trigger', target_node: 'ask', target_port: 'after' },
    ],
  })
  await page.goto(`/workflows/${id}`)
  await canvasOf(page).waitFor()
  const panel = await openProperties(page, 'Ask')
  await panel.getByRole('combobox', { name: 'Model', exact: true }).click()
  await page.getByRole('option', { name: /^claude-haiku-4-5/ }).click()
  await saved(page)

  // It hangs after its first words, so that they are seen on the card while nothing else has come.
  server.script({ hang_after: ['Once ', 'upon ', 'a time'] })
  await runButton(page).click()
  await canvasOf(page).locator('[data-streaming]').getByText('Once upon a time').waitFor()
  const dropped = server.nextDrop()
  await page.getByRole('group', { name: 'Run', exact: true }).getByRole('button', { name: 'Stop' }).click()
  await dropped
  await runIs(page, 'Cancelled')
  // What the provider had told by then was paid for.
  await runPanel(page).getByTestId('run-usage').getByText('8 tokens').waitFor()

  server.script({ text: ['The ', 'end.'] })
  await runButton(page).click()
  await runIs(page, 'Completed')
  await runPanel(page).getByTestId('run-usage').getByText('12 tokens, $0.000039').waitFor()
  assert.equal(server.requests.at(-1)?.body['model'], 'claude-haiku-4-5')
  assert.equal(server.requests.at(-1)?.headers['x-api-key'], KEY)
  await picture('models-run')

  async function picture(name: string): Promise<void> {
    const folder = process.env['E2E_SCREENSHOTS']
    if (!folder) return
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true })
    }
  }
})

test('who deletes the provider of the default model is warned, and reads afterwards what is missing', async () => {
  const page = await stage.open('/models')
  const section = page.getByRole('region', { name: 'Default model' })
  await section.getByRole('combobox', { name: 'Default model' }).fill('house/tiny')
  await section.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Delete house' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('It has the default model, house/tiny').waitFor()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.locator('[data-provider="house"]').waitFor({ state: 'detached' })
  await section.getByRole('status').getByText('No provider lists “house/tiny” right now').waitFor()
  await section.getByRole('combobox', { name: 'Default model' }).fill('builtin')
  await section.getByRole('button', { name: 'Save' }).click()
  await section.getByRole('status').waitFor({ state: 'detached' })
})
