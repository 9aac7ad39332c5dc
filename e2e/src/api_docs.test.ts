import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let page: Page
before(async () => {
  stage = await openStage()
  page = await stage.open('/api/docs')
})
after(() => stage?.close())

const tried = async (id: string): Promise<string> => {
  await page.locator(`nav a[href="#${id}"]`).click()
  const route = page.locator(`#${id}`)
  await route.getByRole('button', { name: 'Send' }).click()
  const answer = route.locator('pre').last()
  await answer.filter({ hasText: /^\d{3}/ }).waitFor()
  return (await answer.textContent()) ?? ''
}

test('a route is tried on the page with the example that it offers', async () => {
  const before = Number(/"total": (\d+)/.exec(await tried('listWorkflows'))?.[1])
  assert.match(await tried('createWorkflow'), /^201 [^]*"name": "Greeting"/)
  await page.reload()
  assert.match(await tried('listWorkflows'), new RegExp(`^200 [^]*"total": ${before + 1}`))
})

test('routes are found by words', async () => {
  await page.getByLabel('Find a route').fill('cancel run')
  assert.deepEqual(await page.locator('nav a .label').allTextContents(), ['Cancel a run'])
  await page.getByLabel('Find a route').fill('')
})

test('the page fits its window, wide and narrow, light and dark', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [1280, 600]) {
      await page.setViewportSize({ width, height: 800 })
      const content = await page.evaluate<number>('document.body.scrollWidth')
      assert.ok(content <= width, `${content} px in ${width} px`)
      const folder = process.env.E2E_SCREENSHOTS
      if (folder) await page.screenshot({ path: join(folder, `api-docs-${colorScheme}-${width}.png`) })
    }
  }
})
