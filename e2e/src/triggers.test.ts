import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import type { WorkflowDraft } from '@llamanexus/workflow'
import type { Page } from 'playwright-core'
import { nodeOf, saved } from './editor.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
})
after(() => stage?.close())

/** With `E2E_SCREENSHOTS` a picture of what was reached goes to that folder. */
const shoot = async (page: Page, name: string) => {
  const folder = process.env.E2E_SCREENSHOTS
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}

const triggered = (
  name: string,
  type: string,
  config: WorkflowDraft['nodes'][0]['config'],
  port: string,
) => ({
  name,
  is_active: false,
  nodes: [
    { id: 'start', type, label: 'Start', position: { x: 0, y: 0 }, config },
    { id: 'out', type: 'output', label: 'Out', position: { x: 320, y: 0 }, config: {} },
  ],
  connections: [
    { id: 'c', source_node: 'start', source_port: port, target_node: 'out', target_port: 'value' },
  ],
})

test('a schedule says what it means as it is typed, and its runs appear once it is active', async () => {
  const { id } = await stage.create(triggered('Ticks', 'schedule', { cron: '0 0 1 1 *' }, 'timestamp'))
  const page = await stage.open(`/workflows/${id}?node=start`)
  const properties = page.getByRole('region', { name: 'Properties' })
  await properties.getByText('At 0:00, on day 1 of the month, in January').waitFor()
  const cron = properties.getByLabel(/^When/).first()
  await cron.fill('0 25 * * *')
  await properties.getByText(/Invalid value for hour/).waitFor()
  await shoot(page, 'triggers-refused')
  await cron.fill('* * * * * *')
  await properties.getByText('Every second').waitFor()
  await properties.getByRole('list', { name: 'Next runs' }).getByRole('listitem').nth(4).waitFor()
  await saved(page)
  await page.getByRole('switch', { name: 'The workflow is active' }).click()
  await properties.getByText('Listens').waitFor()
  await shoot(page, 'triggers-active')
  await page.getByRole('tab', { name: 'History' }).click()
  // A run that nobody started here.
  await page
    .getByText(/schedule/i)
    .first()
    .waitFor()
  await page.getByRole('switch', { name: 'The workflow is active' }).click()
  await page.getByText('Off: the workflow is not active').waitFor()
})

test('a trigger that cannot listen says so in the list, and leads to its node', async () => {
  const draft = triggered('Watches', 'file_watch', { directory: '/nowhere/at/all' }, 'filepath')
  await stage.create({ ...draft, is_active: true })
  const page = await stage.open('/workflows')
  const mark = page.getByRole('link', { name: /Start does not listen/ })
  await mark.waitFor()
  await shoot(page, 'triggers-list')
  await mark.click()
  await nodeOf(page, 'Start').waitFor()
  await page.getByRole('region', { name: 'Trigger' }).getByText('Does not listen.').waitFor()
  await page.getByRole('button', { name: '1 broken trigger' }).waitFor()
  await shoot(page, 'triggers-broken')
})

test('a webhook shows its addresses, and gives them to the clipboard', async () => {
  const { id } = await stage.create(triggered('Hook', 'http_webhook', { path: 'orders' }, 'body'))
  const page = await stage.open(`/workflows/${id}?node=start`)
  await page.getByRole('button', { name: 'Copy the test address' }).click()
  assert.equal(
    await page.evaluate('navigator.clipboard.readText()'),
    `${stage.product.url}/webhooks/test/orders`,
  )
  await shoot(page, 'triggers-webhook')
})

test('a page elsewhere calls a webhook that names its origin, and no other', async () => {
  const shop = createServer((_request, response) => response.end('<h1>Shop</h1>')).listen(0, '127.0.0.1')
  await once(shop, 'listening')
  // Another name of the same machine is another site to a browser.
  const origin = `http://localhost:${(shop.address() as AddressInfo).port}`
  const hook = (path: string, allowed_origins: string[]) => {
    const draft = triggered(path, 'http_webhook', { path, respond: 'last_node', allowed_origins }, 'body')
    return stage.create({ ...draft, is_active: true })
  }
  await hook('open-to-shop', [origin])
  await hook('open-to-nobody', [])
  const page = await stage.open('/workflows')
  await page.goto(origin)
  const call = (path: string) =>
    page.evaluate<string>(`fetch('${stage.product.url}/webhooks/${path}', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-own': '1' },
      body: '{"total":120}',
    }).then((answer) => answer.text(), () => 'refused')`)
  assert.deepEqual(JSON.parse(await call('open-to-shop')), { total: 120 })
  assert.equal(await call('open-to-nobody'), 'refused')
  shop.close()
})

test('a notification shows under the bell as it is told, and after the server was away', async () => {
  const { id } = await stage.create({
    name: 'Tells',
    nodes: [
      { id: 'in', type: 'manual_trigger', position: { x: 0, y: 0 }, config: {} },
      {
        id: 'tell',
        type: 'notification',
        position: { x: 320, y: 0 },
        config: {},
        inputs: { message: '{{ trigger }}' },
      },
    ],
    connections: [
      { id: 'c', source_node: 'in', source_port: 'trigger', target_node: 'tell', target_port: 'after' },
    ],
  })
  const tell = (words: string) =>
    stage.call(routes.executeWorkflow, { params: { id }, query: { wait: 20 }, body: words })
  const page = await stage.open('/workflows')
  await page.getByRole('button', { name: 'Inbox' }).click()
  const inbox = page.getByRole('dialog', { name: 'Notifications' })
  await inbox.getByText('Nothing yet').waitFor()
  await tell('The report is ready')
  await inbox.getByText('The report is ready').waitFor()
  await stage.product.kill()
  await stage.product.start()
  await tell('The server is back')
  await inbox.getByText('The server is back').waitFor()
  await inbox.getByRole('button', { name: 'Mark all as read' }).click()
  await inbox.getByRole('button', { name: 'Mark all as read', disabled: true }).waitFor()
  await shoot(page, 'triggers-inbox')
})
