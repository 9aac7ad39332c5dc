import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { nodeOf, openProperties, runButton, runIs, runPanel, saved, timelineRow } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, node } from './workflow_builder.ts'

// Its types bring those of browsers into the whole program, where they do not belong.
const yogaPackage: string = 'graphql-yoga'
const { createSchema, createYoga } = (await import(yogaPackage)) as {
  createSchema(schema: { typeDefs: string; resolvers: object }): unknown
  createYoga(options: { logging: boolean; schema: unknown }): RequestListener
}

const shop = createServer(
  createYoga({
    logging: false,
    schema: createSchema({
      typeDefs: `
        type Tea { id: ID! name: String! city: String }
        type Query {
          "One tea by its id"
          tea(id: ID!): Tea
          "All teas of a city"
          teas(city: String): [Tea!]!
        }
        type Mutation { addTea(name: String!): Tea }
      `,
      resolvers: {
        Query: {
          tea: (_root: unknown, { id }: { id: string }) => ({ id, name: `Tea no. ${id}`, city: 'Uji' }),
          teas: () => [],
        },
        Mutation: { addTea: (_root: unknown, { name }: { name: string }) => ({ id: '8', name }) },
      },
    }),
  }),
)

let stage: Stage
let endpoint: string
before(async () => {
  shop.listen(0, '127.0.0.1')
  await once(shop, 'listening')
  const host = `127.0.0.1:${(shop.address() as AddressInfo).port}`
  endpoint = `http://${host}/graphql`
  stage = await openStage({ LLAMANEXUS_HTTP_ALLOW: host })
})
after(async () => {
  await stage?.close()
  shop.close()
  shop.closeAllConnections()
})

const pictures = process.env.E2E_SCREENSHOTS
const shoot = async (page: Page, name: string) => {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`a query is begun from what the server has, and its variables are filled in, ${colorScheme}`, async () => {
    const start = node('start', 'manual_trigger', { label: 'Start', config: { sample: { id: '7' } } })
    const { id } = await stage.create(draft('Teas', [start], []))
    const page = await stage.open(`/workflows/${id}`, { colorScheme })
    await nodeOf(page, 'Start').waitFor()
    await page
      .getByRole('region', { name: 'Nodes' })
      .getByRole('button', { name: /^GraphQL/ })
      .click()
    const panel = await openProperties(page, 'GraphQL')
    await panel.getByRole('textbox', { name: /^Endpoint/ }).fill(endpoint)
    await panel.getByRole('button', { name: 'Explore the schema' }).click()
    await panel.getByRole('combobox', { name: /^Begin with/ }).click()
    await page.getByRole('option', { name: /One tea by its id/ }).waitFor()
    await shoot(page, `graphql_list_${colorScheme}`)
    await page.getByRole('option', { name: /One tea by its id/ }).click()
    await panel.getByText('tea(id: $id)').waitFor()
    await shoot(page, `graphql_form_${colorScheme}`)
    const variables = panel.getByRole('textbox', { name: /^Variables/ })
    await variables.filter({ hasText: '"id": ""' }).waitFor()
    await variables.click()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText('{"id": "{{ trigger.id }}"}')
    await variables.filter({ hasText: /^\{"id": "\{\{ trigger.id/ }).waitFor()
    await saved(page)
    await runButton(page).click()
    await runIs(page, 'Completed')
    await timelineRow(page, 'GraphQL').click()
    await runPanel(page).getByRole('button', { name: 'JSON' }).first().click()
    await runPanel(page).getByText('Tea no. 7').first().waitFor()
    await shoot(page, `graphql_run_${colorScheme}`)
    await page.context().close()
  })

test('a server that has no GraphQL is told beside the field, and the right address is asked anew', async () => {
  const { id } = await stage.create(
    draft(
      'Wrong',
      [node('call', 'graphql_query', { label: 'Call', inputs: { endpoint: `${endpoint}/not` } })],
      [],
    ),
  )
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Call').waitFor()
  const panel = await openProperties(page, 'Call')
  await panel.getByRole('button', { name: 'Explore the schema' }).click()
  await panel.getByRole('alert').filter({ hasText: '404' }).waitFor()
  await shoot(page, 'graphql_wrong')
  await panel.getByRole('textbox', { name: /^Endpoint/ }).fill(endpoint)
  await panel.getByRole('button', { name: 'Explore the schema' }).click()
  await panel.getByRole('combobox', { name: /^Begin with/ }).waitFor()
  await page.context().close()
})
