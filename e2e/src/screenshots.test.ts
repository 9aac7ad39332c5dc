import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { nodeIn, nodeOf, runButton, runIs, saved } from './editor.ts'
import { openStage, type Stage } from './stage.ts'

/** The pictures of the documentation are written only when `WRITE_IMAGES` is set; else they go where nobody keeps them. */
const images = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'images')
const folder = process.env.WRITE_IMAGES ? images : mkdtempSync(join(tmpdir(), 'llamanexus-images-'))

let stage: Stage
before(async () => {
  mkdirSync(folder, { recursive: true })
  stage = await openStage()
})
after(async () => {
  await stage?.close()
  if (folder !== images) rmSync(folder, { recursive: true })
})

const shoot = async (page: Page, name: string): Promise<void> => {
  // Away from buttons, whose tooltips would cover something.
  await page.mouse.move(720, 300)
  await page.getByRole('tooltip').waitFor({ state: 'detached' })
  await page.screenshot({ path: join(folder, name) })
}

test('pictures of the editor with a finished run, light and dark, and of the first page', async () => {
  for (const [colorScheme, name] of [
    ['light', 'editor.png'],
    ['dark', 'editor-dark.png'],
  ] as const) {
    const page = await stage.open('/workflows/order-receipt', { colorScheme })
    await nodeOf(page, 'Order arrives').waitFor()
    await runButton(page).click()
    await runIs(page, 'Completed')
    await nodeIn(page, 'Result', 'Done').waitFor()
    await page.getByRole('button', { name: 'Nodes', exact: true }).click()
    await page.getByRole('button', { name: 'Show all' }).click()
    await saved(page)
    await shoot(page, name)
    await page.context().close()
  }
  const page = await stage.open('/')
  await page.getByRole('link', { name: 'Order receipt' }).waitFor()
  await shoot(page, 'workflows.png')
})
