import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Everything, everythingCommand, startEverything } from '@llamanexus/testing/peers'
import { openProperties, portOf, runButton, runIs, runPanel, saved } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, node } from './workflow_builder.ts'

let stage: Stage
let server: Everything
before(async () => {
  server = await startEverything('streamableHttp')
  stage = await openStage({ LLAMANEXUS_HTTP_ALLOW: `127.0.0.1:${server.port}` })
})
after(async () => {
  await stage?.close()
  await server?.kill()
})

test('a server is added and tried on the page, and a tool of it is picked in a node, whose ports are its arguments', async () => {
  const page = await stage.open('/mcp')
  await page.getByRole('button', { name: 'Add a server' }).click()
  await page.getByLabel('Name').fill('everything')
  await page.getByLabel('Address').fill(server.url)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'everything' })
  await row.getByRole('button', { name: 'Test' }).click()
  await row.getByText('echo', { exact: true }).waitFor()
  await row.getByText('connected').waitFor()
  // Whoever has the machine writes the file; the page notices it, and what is wrong with it.
  const file = join(stage.product.home, 'mcp.json')
  await writeFile(
    file,
    JSON.stringify({ mcpServers: { notes: everythingCommand(), bad: { type: 'pigeon' } } }),
  )
  await page.getByRole('listitem').filter({ hasText: 'from mcp.json' }).getByText('notes').waitFor()
  await page.getByRole('alert').getByText('"bad" has an unknown transport "pigeon"').waitFor()
  const pictures = process.env.E2E_SCREENSHOTS
  if (pictures) await page.screenshot({ path: join(pictures, 'mcp.png') })

  const { id } = await stage.create(
    draft(
      'Echo',
      [
        node('start', 'manual_trigger', { label: 'Start', config: { sample: { text: 'tea' } } }),
        node('call', 'mcp_tool', { label: 'Call', position: { x: 320, y: 0 } }),
        node('out', 'output', { label: 'Out', position: { x: 640, y: 0 } }),
      ],
      ['start.trigger -> call.after', 'call.result -> out.value'],
    ),
  )
  const editor = await stage.open(`/workflows/${id}`)
  const panel = await openProperties(editor, 'Call')
  await panel.getByRole('combobox', { name: /^Server/ }).click()
  await editor.getByRole('option', { name: /everything/ }).click()
  await panel.getByRole('combobox', { name: /^Tool/ }).click()
  await editor.getByRole('option', { name: /^Echo/ }).first().click()
  await panel.getByLabel(/^Message/).fill('{{ trigger.text }}')
  await portOf(editor, 'Call', 'Input message').waitFor()
  await saved(editor)
  await runButton(editor).click()
  await runIs(editor, 'Completed')
  await runPanel(editor).getByRole('region', { name: 'Final output' }).getByText('Echo: tea').waitFor()
  if (pictures) await editor.screenshot({ path: join(pictures, 'mcp_tool.png') })
  assert.ok(await portOf(editor, 'Call', 'Input message').isVisible())
})
