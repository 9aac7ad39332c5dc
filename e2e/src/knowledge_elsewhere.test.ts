import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startQdrant } from '@llamanexus/testing/peers'
import { openStage, type Stage } from './stage.ts'

const KEY = 'a key of the shop'
let qdrant: Awaited<ReturnType<typeof startQdrant>>
let stage: Stage
before(async () => {
  qdrant = await startQdrant({ key: KEY })
  stage = await openStage({ LLAMANEXUS_HTTP_ALLOW: qdrant.host })
})
after(async () => {
  await stage?.close()
  await qdrant?.stop()
})

test('a collection is made in Qdrant, filled, forgotten, attached to again and deleted there', async () => {
  const page = await stage.open('/knowledge')
  const picture = async (name: string) => {
    const folder = process.env.E2E_SCREENSHOTS
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
  }
  const begin = async () => {
    await page.getByRole('button', { name: 'New collection' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Tea')
    await page.getByRole('combobox', { name: 'Kept in' }).click()
    await page.getByRole('option', { name: 'Qdrant' }).click()
    await page.getByLabel('Server').fill(qdrant.url)
  }
  await begin()
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText(/Qdrant refuses the request/).waitFor()
  await page.getByRole('button', { name: 'New credential' }).click()
  const credential = page.getByRole('dialog', { name: 'New credential' })
  await credential.getByLabel('Name').fill('Qdrant of the shop')
  await credential.getByLabel(/^Key/).fill(KEY)
  await credential.getByLabel(/Header or parameter/).fill('api-key')
  await credential.getByRole('button', { name: /Save|Create|Add/ }).click()
  await credential.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText(/Qdrant 1\.19\.0 answers/).waitFor()
  await picture('knowledge-elsewhere-new')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText('No documents yet').waitFor()

  await page.locator('input[type=file]').setInputFiles({
    name: 'tea.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('# Green tea\n\nGreen tea is steeped for two minutes.\n'),
  })
  await page.getByRole('button', { name: /tea/i, expanded: false }).waitFor()
  await page.getByRole('textbox', { name: 'Query' }).fill('How long is green tea steeped?')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('list', { name: 'Hits' }).getByText('steeped', { exact: true }).waitFor()
  await picture('knowledge-elsewhere')

  qdrant.onRequest = () => 'cut'
  await page.goto('/knowledge')
  await page.getByText(/Qdrant at .* cannot be reached/).waitFor()
  await picture('knowledge-elsewhere-away')
  await page.getByRole('link', { name: /Tea/ }).click()
  const again = page.getByRole('button', { name: 'Try again' }).first()
  await again.waitFor()
  // Each failed query is asked once more by itself after a second, and that must fail too for the button to stay.
  await page.waitForTimeout(3000)
  qdrant.onRequest = undefined
  await again.click()
  await page
    .getByText(/Qdrant at .* cannot be reached/)
    .first()
    .waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('radio', { name: /Forget it here/ }).waitFor()
  await picture('knowledge-elsewhere-delete')
  await page.getByRole('button', { name: 'Forget it' }).click()
  await page.getByText('No collections yet').waitFor()

  await begin()
  await page.getByRole('combobox', { name: 'Credential' }).click()
  await page.getByRole('option', { name: 'Qdrant of the shop' }).click()
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText(/is there already, with 1 document/).waitFor()
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('button', { name: /tea/i, expanded: false }).waitFor()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('radio', { name: /Delete all of its documents there too/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText('No collections yet').waitFor()
})
