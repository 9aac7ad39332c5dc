import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import type { WorkflowDraft } from '@llamanexus/workflow'
import { nodeOf, openProperties, runButton, runIs, runPanel, timelineRow } from './editor.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

/** A trigger and one node after it. */
const chain = (
  type: string,
  label: string,
  inputs: Record<string, string | object>,
  config: Record<string, number> = {},
): WorkflowDraft => ({
  name: label,
  nodes: [
    { id: 'start', type: 'manual_trigger', position: { x: 0, y: 0 }, config: {} },
    { id: 'work', type, label, position: { x: 360, y: 0 }, config, inputs: inputs as never },
  ],
  connections: [
    { id: 'c1', source_node: 'start', source_port: 'trigger', target_node: 'work', target_port: 'after' },
  ],
})

test('what Python prints is shown while it runs', async () => {
  const code =
    'import time\nfor n in range(600):\n    print("line", n, flush=True)\n    time.sleep(0.1)\nreturn n'
  const { id } = await stage.create(
    chain('code_executor', 'Count', { code, language: 'python' }, { timeout_ms: 120_000 }),
  )
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Count').waitFor()
  await runButton(page).click()
  await timelineRow(page, 'Count').click()
  await runPanel(page).getByText('line 0').first().waitFor()
  await runIs(page, 'Running')
  const { items } = await stage.call(routes.listExecutions, { params: { id } })
  await stage.call(routes.cancelExecution, { params: { eid: items[0]?.id ?? '' } })
  await runIs(page, 'Cancelled')
  await page.context().close()
})

test('a function is made and tried on its page, and a workflow calls it', async () => {
  const page = await stage.open('/functions')
  await page.getByRole('button', { name: 'New function' }).click()
  const editor = page.getByRole('region', { name: 'Function my_function' })
  await editor.waitFor()
  await editor.getByRole('textbox', { name: 'Name' }).fill('shout')
  await editor.getByRole('button', { name: 'Python' }).click()
  const fill = async (name: string, text: string) => {
    await page.getByRole('textbox', { name, exact: true }).click()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText(text)
  }
  await fill('Code', 'print("heard", text)\nreturn text.upper()')
  await fill('Arguments', '{ "text": "tea" }')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByLabel('Result', { exact: true }).getByText('"TEA"').waitFor()
  await page.getByLabel('Output', { exact: true }).getByText('heard tea').waitFor()
  await fill('Arguments', '{ "text": 1 }')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByText('"text" must be text').waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('region', { name: 'Function shout' }).waitFor()
  assert.ok(page.url().endsWith('/functions/shout'))

  const { id } = await stage.create(chain('function_call', 'Shout', { name: 'shout', args: { text: 'hi' } }))
  await page.goto(`/workflows/${id}`)
  await nodeOf(page, 'Shout').waitFor()
  const panel = await openProperties(page, 'Shout')
  const choice = panel.getByRole('combobox', { name: 'name' }).first()
  await choice.click()
  await page.getByRole('option', { name: /shout/ }).click()
  await runButton(page).click()
  await runIs(page, 'Completed')
  const { items } = await stage.call(routes.listExecutions, { params: { id } })
  const run = await stage.call(routes.getExecution, { params: { eid: items[0]?.id ?? '' } })
  assert.deepEqual(run.node_executions['work']?.outputs, { result: 'HI', stdout: 'heard hi\n' })
  await page.context().close()
})

test('the bell counts what is unread and leads to the run', async () => {
  const { id } = await stage.create(
    chain('notification', 'Tell', { channel: 'in_app', title: 'Report', message: 'It is ready.' }),
  )
  const page = await stage.open('/functions')
  await page.getByRole('button', { name: 'Inbox', exact: true }).waitFor()
  const run = await stage.call(routes.executeWorkflow, { params: { id }, query: { wait: 30 }, body: {} })
  await page.getByRole('button', { name: 'Inbox, 1 unread' }).click()
  const inbox = page.getByRole('dialog', { name: 'Notifications' })
  await inbox.getByRole('link', { name: /Report.*It is ready/ }).click()
  await page.waitForURL(`**/workflows/${id}/executions/${run.id}`)
  await nodeOf(page, 'Tell').waitFor()
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor()
  await page.context().close()
})
