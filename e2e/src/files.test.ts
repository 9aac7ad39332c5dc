import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { openProperties, runButton, runIs, runPanel } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, node } from './workflow_builder.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

const handbook = '# Tea\n\nGreen leaves make light tea.\n\n# Milk\n\nMilk stays cold.\n'

test('a file is uploaded, replaced, read and split by a workflow, fetched and deleted', async () => {
  const page = await stage.open('/files')
  await page.getByText('No files here yet').waitFor()
  const upload = (content: string) =>
    page
      .getByLabel('Files to upload')
      .setInputFiles({ name: 'handbook.md', mimeType: 'text/markdown', buffer: Buffer.from(content) })
  await upload('# Old\n')
  await page.getByText('1 file uploaded').waitFor()
  await upload(handbook)
  await page.getByRole('button', { name: 'Replace' }).click()
  await page.getByText('1 file uploaded').waitFor()
  const row = page.getByRole('row', { name: /handbook\.md/ })
  await row.getByText('62 B').waitFor()
  const pictures = process.env.E2E_SCREENSHOTS
  if (pictures) await page.screenshot({ path: join(pictures, 'files.png') })

  const { id } = await stage.create(
    draft(
      'Read the handbook',
      [
        node('start', 'manual_trigger', { label: 'Start' }),
        node('load', 'document_loader', {
          label: 'Load',
          position: { x: 320, y: 0 },
          inputs: { source: '', type: 'file' },
        }),
        node('split', 'chunker', {
          label: 'Split',
          position: { x: 640, y: 0 },
          config: { chunk_size: 60, overlap: 0, min_size: 0 },
          inputs: { strategy: 'markdown' },
        }),
        node('out', 'output', { label: 'Out', position: { x: 960, y: 0 } }),
      ],
      ['start.trigger -> load.after', 'load.documents -> split.documents', 'split.chunks -> out.value'],
    ),
  )
  const editor = await stage.open(`/workflows/${id}`)
  const panel = await openProperties(editor, 'Load')
  const source = panel.getByRole('combobox', { name: /source/i })
  await source.click()
  await editor.getByRole('option', { name: 'handbook.md' }).click()
  if (pictures) await editor.screenshot({ path: join(pictures, 'load_documents.png') })
  await runButton(editor).click()
  await runIs(editor, 'Completed')
  await runPanel(editor).getByRole('button', { name: 'JSON' }).first().click()
  await runPanel(editor)
    .getByText(/Milk stays cold/)
    .first()
    .waitFor()
  const { items } = await stage.call(routes.listExecutions, { params: { id } })
  const run = await stage.call(routes.getExecution, { params: { eid: items[0]?.id ?? '' } })
  const chunks = run.final_output as { text: string; metadata: object }[]
  assert.deepEqual(
    chunks.map(({ text }) => text),
    ['# Tea\n\nGreen leaves make light tea.', '# Milk\n\nMilk stays cold.'],
  )

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    row.getByRole('button', { name: 'Download handbook.md' }).click(),
  ])
  assert.equal(await readFile(await download.path(), 'utf8'), handbook)
  await row.getByRole('button', { name: 'Delete handbook.md' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('No files here yet').waitFor()
})

test('who goes over the page by keyboard sees where they are', async () => {
  await mkdir(join(stage.product.home, 'files', 'drafts'), { recursive: true })
  const page = await stage.open('/files')
  await page.getByRole('button', { name: 'drafts', exact: true }).waitFor()
  await page.getByRole('link', { name: 'Go to the content' }).focus()
  await page.keyboard.press('Enter')
  const order: string[] = []
  for (const _ of Array(5)) {
    await page.keyboard.press('Tab')
    const [name, isSeen] = await page.evaluate<[string, boolean]>(focused)
    assert.ok(isSeen, `${name} shows that it has the focus`)
    order.push(name)
  }
  assert.deepEqual(order, ['Upload files', 'Search files', 'Workspace', 'drafts', 'Delete drafts'])
  await page.context().close()
})

/** Run in the page: what has the focus, and whether anything is drawn around it. A field draws a border of its own. */
const focused = `
  (() => {
    const element = document.activeElement
    const { outlineStyle } = getComputedStyle(element)
    const name = element.getAttribute('aria-label') ?? element.textContent.trim()
    return [name, outlineStyle !== 'none' || element.matches('input')]
  })()
`
