import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { nodeOf, openProperties, portOf, runButton, runIs, runPanel, saved, timelineRow } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, node } from './workflow_builder.ts'

/** A shop that describes itself, in two documents, and answers with what it was asked. */
const shop = createServer(async (request, response) => {
  const { method, url = '' } = request
  const document = documents[url]
  response.setHeader('content-type', 'application/json')
  if (url === '/gone.json') return void response.writeHead(404).end()
  if (document) return void response.end(JSON.stringify(document))
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { tea } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { tea?: string }
  response.end(JSON.stringify({ asked: `${method} ${url}${tea ? ` for ${tea}` : ''}` }))
})
const documents: Record<string, object> = {
  '/openapi.json': {
    openapi: '3.1.0',
    info: { title: 'Tea shop', version: '1' },
    paths: {
      '/orders': {
        get: {
          operationId: 'listOrders',
          summary: 'All orders',
          parameters: [
            { name: 'status', in: 'query', schema: { enum: ['open', 'sent'], type: 'string' } },
            {
              name: 'limit',
              in: 'query',
              description: 'How many at most.',
              schema: { type: 'integer', minimum: 1 },
            },
          ],
        },
        post: {
          operationId: 'addOrder',
          summary: 'A new order',
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: 'schemas.json#/Order' } } },
          },
        },
      },
      '/broken': {
        put: {
          operationId: 'broken',
          summary: 'Leads nowhere',
          requestBody: { content: { 'application/json': { schema: { $ref: 'gone.json#/Order' } } } },
        },
      },
      '/orders/{id}': {
        delete: {
          summary: 'Take an order back',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        },
      },
    },
  },
  '/schemas.json': {
    Order: { type: 'object', required: ['tea'], properties: { tea: { type: 'string' } } },
  },
}

let stage: Stage
let address: string
before(async () => {
  shop.listen(0, '127.0.0.1')
  await once(shop, 'listening')
  const host = `127.0.0.1:${(shop.address() as AddressInfo).port}`
  address = `http://${host}/openapi.json`
  stage = await openStage({ LLAMANEXUS_HTTP_ALLOW: host })
})
after(async () => {
  await stage?.close()
  shop.close()
})

const pictures = process.env.E2E_SCREENSHOTS
const shoot = async (page: Page, name: string) => {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** A workflow with a trigger, to which the node is added by hand. */
async function openWithNode(colorScheme: 'light' | 'dark'): Promise<Page> {
  const start = node('start', 'manual_trigger', { label: 'Start', config: { sample: { tea: 'Sencha' } } })
  const { id } = await stage.create(draft('Shop', [start], []))
  const page = await stage.open(`/workflows/${id}`, { colorScheme })
  await nodeOf(page, 'Start').waitFor()
  await page
    .getByRole('region', { name: 'Nodes' })
    .getByRole('button', { name: 'OpenAPI Call OpenAPI endpoint' })
    .click()
  return page
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`an operation is picked from a description, and what it takes becomes fields and ports, ${colorScheme}`, async () => {
    const page = await openWithNode(colorScheme)
    const panel = await openProperties(page, 'OpenAPI')
    await panel.getByLabel(/^API description/).fill(address)
    await panel.getByRole('combobox', { name: /^Operation/ }).click()
    await page.getByRole('option', { name: /All orders/ }).waitFor()
    await shoot(page, `openapi_list_${colorScheme}`)
    await page.getByRole('option', { name: /All orders/ }).click()
    await portOf(page, 'OpenAPI', 'Input limit').waitFor()
    await panel.getByLabel(/^Limit/).fill('3')
    await shoot(page, `openapi_form_${colorScheme}`)
    await saved(page)
    await runButton(page).click()
    await runIs(page, 'Completed')
    await timelineRow(page, 'OpenAPI').click()
    await runPanel(page).getByText('GET /orders?limit=3').first().waitFor()
    await shoot(page, `openapi_run_${colorScheme}`)
    await page.context().close()
  })

test('an operation is found by its path, its body is written, and a broken reference is told where it matters', async () => {
  const call = node('call', 'openapi_call', { label: 'Call', inputs: { spec_url: address } })
  const start = node('start', 'manual_trigger', { label: 'Start', config: { sample: { tea: 'Sencha' } } })
  const placed = { ...call, position: { x: 360, y: 0 } }
  const { id } = await stage.create(draft('Order', [start, placed], ['start.trigger -> call.after']))
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Call').waitFor()
  const panel = await openProperties(page, 'Call')
  const operation = panel.getByRole('combobox', { name: /^Operation/ })
  await operation.fill('broken')
  await page.getByRole('option', { name: /Leads nowhere/ }).click()
  await panel.getByText(/gone\.json#\/Order in http.* cannot be followed/).waitFor()
  await shoot(page, 'openapi_broken')
  await operation.fill('post orders')
  await page.getByRole('option', { name: /A new order/ }).click()
  await portOf(page, 'Call', 'Input body').waitFor()
  await panel.getByRole('textbox', { name: 'Body', exact: true }).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText('{"tea": "{{ trigger.tea }}"}')
  await saved(page)
  await runButton(page).click()
  await runIs(page, 'Completed')
  await timelineRow(page, 'Call').click()
  await runPanel(page).getByText('POST /orders for Sencha').first().waitFor()
  await page.context().close()
})
