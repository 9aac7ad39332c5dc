import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

const returns = '# Returns\n\nAn article may be returned within 30 days of delivery. Shipping back is free.\n'
const opening = '# Opening hours\n\nThe shop is open from nine to six on working days.\n'

test('a collection is made, filled by files and asked, and a workflow answers out of it with its source', async () => {
  const page = await stage.open('/knowledge')
  await page.getByText('No collections yet').waitFor()
  await page.getByRole('button', { name: 'New collection' }).click()
  await page.getByLabel('Name').fill('Shop handbook')
  await page.getByLabel('Description').fill('What the shop does')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText('No documents yet').waitFor()

  const files = [
    ['returns.md', returns],
    ['hours.md', opening],
  ] as const
  await page
    .locator('input[type=file]')
    .setInputFiles(
      files.map(([name, text]) => ({ name, mimeType: 'text/markdown', buffer: Buffer.from(text) })),
    )
  await page.getByRole('button', { name: /hours/i, expanded: false }).click()
  await page.getByRole('list', { name: 'Chunks of hours.md' }).getByText('nine to six').waitFor()

  await page.getByRole('textbox', { name: 'Query' }).fill('How long can I return an article?')
  await page.getByRole('button', { name: 'Search' }).click()
  const first = page.getByRole('list', { name: 'Hits' }).getByRole('listitem').first()
  await first.getByText('returned', { exact: true }).waitFor()
  assert.equal(await first.locator('mark').first().isVisible(), true)
  const folder = process.env.E2E_SCREENSHOTS
  if (folder) {
    await page.screenshot({ path: join(folder, 'knowledge.png') })
    const dark = await stage.open('/knowledge/Shop%20handbook', { colorScheme: 'dark' })
    await dark.getByRole('button', { name: /hours/i }).first().waitFor()
    await dark.screenshot({ path: join(folder, 'knowledge-dark.png') })
  }

  const workflow = await stage.create({
    name: 'Answer with sources',
    nodes: [
      { id: 'start', type: 'manual_trigger', position: { x: 0, y: 0 }, config: {} },
      {
        id: 'find',
        type: 'retriever',
        position: { x: 300, y: 0 },
        config: { collection: 'Shop handbook' },
        inputs: { query: '{{ trigger.question }}', k: 1 },
      },
      {
        id: 'chat',
        type: 'llm_chat',
        position: { x: 600, y: 0 },
        config: { model: 'builtin' },
        inputs: { prompt: 'Context:\n{{ nodes.find.context }}\n\nQuestion: {{ trigger.question }}' },
      },
      {
        id: 'out',
        type: 'output',
        position: { x: 900, y: 0 },
        config: {},
        inputs: { value: '{{ nodes.chat.response }} [{{ nodes.find.sources[0].source }}]' },
      },
    ],
    connections: [
      { id: 'c1', source_node: 'start', source_port: 'trigger', target_node: 'find', target_port: 'after' },
      { id: 'c2', source_node: 'find', source_port: 'context', target_node: 'chat', target_port: 'after' },
      { id: 'c3', source_node: 'chat', source_port: 'response', target_node: 'out', target_port: 'after' },
    ],
  })
  const run = await stage.call(routes.executeWorkflow, {
    params: { id: workflow.id },
    query: { wait: 30 },
    body: { question: 'How long can I return an article?' },
  })
  assert.match(String((run as { final_output: unknown }).final_output), /30 days.*\[returns\.md\]/s)
})
