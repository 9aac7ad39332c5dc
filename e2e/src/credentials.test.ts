import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import type { Page } from 'playwright-core'
import { nodeOf, properties, saved } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, node } from './workflow_builder.ts'

const TOKEN = 'sk-canary-0123456789'
const door = createServer((request, response) => {
  response.writeHead(request.headers.authorization === `Bearer ${TOKEN}` ? 200 : 401).end('{}')
})
let stage: Stage
let host = ''
before(async () => {
  await once(door.listen(0, '127.0.0.1'), 'listening')
  host = `127.0.0.1:${(door.address() as AddressInfo).port}`
  stage = await openStage({ LLAMANEXUS_HTTP_ALLOW: '*' })
})
after(async () => {
  await stage?.close()
  door.close()
})

const shoot = async (page: Page, name: string) => {
  const folder = process.env.E2E_SCREENSHOTS
  if (folder) await page.screenshot({ path: join(folder, name) })
}

test('a credential is made, tried and chosen without leaving the form of a node', async () => {
  const { id } = await stage.create(
    draft(
      'Signed in',
      [
        node('in', 'manual_trigger', { label: 'Start' }),
        node('call', 'http_request', {
          label: 'Call',
          position: { x: 320, y: 0 },
          inputs: { url: `http://${host}/me` },
        }),
      ],
      ['in.trigger -> call.after'],
    ),
  )
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Call').click()
  const form = properties(page)
  await form.getByRole('button', { name: 'New credential…' }).click()

  const dialog = page.getByRole('dialog', { name: 'New credential' })
  await dialog.getByLabel('Name').fill('Door')
  assert.equal(await dialog.getByLabel('Hosts').inputValue(), host, 'filled in from the address of the node')
  await dialog.getByLabel('Token', { exact: false }).first().fill('wrong-token')
  await dialog.getByRole('button', { name: 'Test' }).click()
  await dialog.getByText(`${host} refused it (status 401).`).waitFor()
  await shoot(page, 'credential-dialog.png')
  await dialog.getByLabel('Token', { exact: false }).first().fill(TOKEN)
  await dialog.getByRole('button', { name: 'Test' }).click()
  await dialog.getByText(`${host} took it (status 200).`).waitFor()
  await dialog.getByRole('button', { name: 'Save credential' }).click()
  await dialog.waitFor({ state: 'detached' })

  const { items } = await stage.call(routes.listCredentials, {})
  const [made] = items
  assert.equal(await form.getByLabel('Credential', { exact: true }).inputValue(), made?.id)
  await form.getByRole('button', { name: 'Test', exact: true }).click()
  await form.getByText(`${host} took it (status 200).`).waitFor()
  await shoot(page, 'credential-picker.png')
  await saved(page)
  const run = await stage.call(routes.executeWorkflow, { params: { id }, query: { wait: 30 }, body: {} })
  assert.deepEqual([run.status, run.node_executions['call']?.outputs?.['status']], ['completed', 200])
  assert.ok(!(await page.content()).includes(TOKEN))
})

test('the page lists credentials with who uses them, and deletes one only with a warning', async () => {
  const page = await stage.open('/credentials')
  const list = page.getByRole('list', { name: 'Credentials' })
  await list.getByText('Door').waitFor()
  await list.getByRole('link', { name: 'Signed in' }).waitFor()
  await page.getByRole('button', { name: 'Test Door' }).click()
  await list.getByText(/took it|did not refuse/).waitFor()
  await shoot(page, 'credentials-page.png')
  await page.getByRole('button', { name: 'Edit Door' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit “Door”' })
  await edit.getByLabel('Name').fill('Front door')
  await edit.getByRole('button', { name: 'Save' }).click()
  await list.getByText('Front door').waitFor()
  await page.getByRole('button', { name: 'Delete Front door' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete “Front door”?' })
  await dialog.getByText('Signed in').waitFor()
  await dialog.getByRole('button', { name: 'Delete all the same' }).click()
  await page.getByText('No credentials yet').waitFor()
  await shoot(page, 'credentials-empty.png')
})

test('a secret that was typed in is moved to the vault', async () => {
  const { id } = await stage.create(
    draft(
      'Typed',
      [
        node('in', 'manual_trigger', { label: 'Start' }),
        node('call', 'http_request', {
          label: 'Call',
          position: { x: 320, y: 0 },
          inputs: { url: `http://${host}/me` },
          config: { auth: { type: 'bearer', credentials: { token: TOKEN } } },
        }),
      ],
      ['in.trigger -> call.after'],
    ),
  )
  const page = await stage.open(`/workflows/${id}`)
  await nodeOf(page, 'Call').click()
  await properties(page).getByRole('button', { name: 'Keep it in the vault…' }).click()
  const dialog = page.getByRole('dialog', { name: 'New credential' })
  await dialog.getByLabel('Name').fill('door_token')
  await dialog.getByRole('button', { name: 'Save credential' }).click()
  await dialog.waitFor({ state: 'detached' })
  await saved(page)
  const { nodes } = await stage.call(routes.getWorkflow, { params: { id } })
  assert.deepEqual(nodes[1]?.config['auth'], {
    type: 'bearer',
    credentials: { token: '{{ secrets.door_token }}' },
  })
})
