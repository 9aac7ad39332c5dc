import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { routes } from '@llamanexus/contract'
import { type Peer, startPostgres } from '@llamanexus/testing/peers'
import type { Page } from 'playwright-core'
import { SMTPServer } from 'smtp-server'
import { nodeOf, properties, saved } from './editor.ts'
import { openStage, type Stage } from './stage.ts'
import { draft, node } from './workflow_builder.ts'

const TOKEN = 'sk-canary-0123456789'
const PASSWORD = 'correct horse battery'
const basic = `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`

/** Each path takes one kind of credential; `/token` gives tokens to who has the client secret. */
const door = createServer((request, response) => {
  const { authorization, 'x-shop-key': key } = request.headers
  const client = `Basic ${Buffer.from(`shop:${encodeURIComponent(PASSWORD)}`).toString('base64')}`
  if (request.url === '/token') {
    const isKnown = authorization === client
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
    return response.end(JSON.stringify(isKnown ? { access_token: TOKEN, expires_in: 60 } : {}))
  }
  const wanted = request.url === '/key' ? key : authorization
  const isOpen =
    request.url === '/basic'
      ? wanted === basic
      : wanted === (request.url === '/key' ? TOKEN : `Bearer ${TOKEN}`)
  return response.writeHead(isOpen ? 200 : 401).end('{}')
})
const mails: string[] = []
const mail = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _session, done) =>
    password === PASSWORD ? done(null, { user: username }) : done(new Error('Invalid login')),
  onData(stream, _session, done) {
    let text = ''
    stream.on('data', (chunk) => {
      text += String(chunk)
    })
    stream.on('end', () => {
      mails.push(text)
      done()
    })
  },
})
let stage: Stage
let shop: Peer
let host = ''
before(async () => {
  mail.listen(0, '127.0.0.1')
  await Promise.all([once(door.listen(0, '127.0.0.1'), 'listening'), once(mail.server, 'listening')])
  host = `127.0.0.1:${portOf(door)}`
  shop = await startPostgres()
  stage = await openStage({ LLAMANEXUS_HTTP_ALLOW: '*' })
})
after(async () => {
  await stage?.close()
  await shop?.stop()
  door.close()
  mail.close(() => undefined)
})

const portOf = (server: { address(): unknown }): string => String((server.address() as AddressInfo).port)

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

test('every type is made and tried on the page, and a node signs in with it', async () => {
  const page = await stage.open('/credentials')
  const types: {
    type: string
    name: string
    fill: Record<string, string>
    hosts?: string
    url?: string
    said: RegExp
  }[] = [
    {
      type: 'API key',
      name: 'By key',
      fill: { Key: TOKEN, 'Header or parameter': 'X-Shop-Key' },
      hosts: host,
      url: `http://${host}/key`,
      said: /took it \(status 200\)/,
    },
    {
      type: 'Bearer token',
      name: 'By token',
      fill: { Token: TOKEN },
      hosts: host,
      url: `http://${host}/me`,
      said: /took it \(status 200\)/,
    },
    {
      type: 'Basic',
      name: 'By password',
      fill: { 'User name': 'ada', Password: PASSWORD },
      hosts: host,
      url: `http://${host}/basic`,
      said: /took it \(status 200\)/,
    },
    {
      type: 'OAuth2 client credentials',
      name: 'By client',
      fill: { 'Token address': `http://${host}/token`, 'Client id': 'shop', 'Client secret': PASSWORD },
      hosts: host,
      url: `http://${host}/me`,
      said: /gave a token.*took it \(status 200\)/,
    },
    { type: 'Database', name: 'Shop', fill: { Address: shop.url }, said: /took it \(/ },
    {
      type: 'SMTP',
      name: 'Post',
      fill: { Server: '127.0.0.1', Port: portOf(mail.server), 'User name': 'ada', Password: PASSWORD },
      said: /signed ada in/,
    },
  ]
  for (const { type, name, fill, hosts, url, said } of types) {
    await page.getByRole('button', { name: 'New credential' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New credential' })
    await dialog.getByRole('combobox', { name: 'Type' }).click()
    await page.getByRole('option', { name: type, exact: true }).click()
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
    for (const [label, value] of Object.entries(fill))
      await dialog
        .locator('label', { hasText: new RegExp(`^${label}(\\s\\*)?$`) })
        .locator('..')
        .locator('input')
        .fill(value)
    if (hosts) await dialog.getByLabel('Hosts').fill(hosts)
    if (url) await dialog.getByLabel('Address to test with').fill(url)
    await dialog.getByRole('button', { name: 'Test' }).click()
    await dialog.getByText(said).waitFor()
    await shoot(page, `credential-${name.toLowerCase().replaceAll(' ', '-')}.png`)
    await dialog.getByRole('button', { name: 'Save credential' }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  await page.getByText('SMTP, changed just now').waitFor()
  await shoot(page, 'credentials-all.png')
  const content = await page.content()
  for (const secret of [TOKEN, PASSWORD, shop.url]) assert.ok(!content.includes(secret))

  const { items } = await stage.call(routes.listCredentials, {})
  assert.ok(!JSON.stringify(items).includes(PASSWORD) && !JSON.stringify(items).includes(TOKEN))
  const idOf = (name: string) => items.find((each) => each.name === name)?.id ?? ''
  const call = (id: string, name: string, path: string) =>
    node(id, 'http_request', {
      config: { credential: idOf(name), fail_on_status: true },
      inputs: { url: `http://${host}${path}` },
    })
  const { id } = await stage.create(
    draft(
      'All of them',
      [
        node('in', 'manual_trigger'),
        call('key', 'By key', '/key'),
        call('token', 'By token', '/me'),
        call('basic', 'By password', '/basic'),
        call('oauth', 'By client', '/me'),
        node('sql', 'sql_query', {
          config: { credential: idOf('Shop') },
          inputs: { query: 'SELECT 6 * 7 AS answer' },
        }),
        node('mail', 'notification', {
          config: { credential: idOf('Post'), from: 'ada@example.com' },
          inputs: { channel: 'email', to: 'bob@example.com', title: 'Tea', message: 'It is served.' },
        }),
      ],
      ['key', 'token', 'basic', 'oauth', 'sql', 'mail'].map((each) => `in.trigger -> ${each}.after`),
    ),
  )
  const run = await stage.call(routes.executeWorkflow, { params: { id }, query: { wait: 60 }, body: {} })
  assert.equal(run.status, 'completed', JSON.stringify(run.error))
  assert.deepEqual(run.node_executions['sql']?.outputs['rows'], [{ answer: 42 }])
  assert.match(mails.join(''), /It is served\./)

  const other = await stage.create(
    draft(
      'Elsewhere',
      [
        node('in', 'manual_trigger'),
        node('call', 'http_request', {
          config: { credential: idOf('By token') },
          inputs: { url: `http://localhost:${portOf(door)}/me` },
        }),
      ],
      ['in.trigger -> call.after'],
    ),
  )
  const refused = await stage.call(routes.executeWorkflow, {
    params: { id: other.id },
    query: { wait: 30 },
    body: {},
  })
  assert.deepEqual([refused.status, refused.error?.code], ['failed', 'credential_host'])

  const dark = await stage.open('/credentials', { colorScheme: 'dark' })
  await dark.getByText('SMTP, changed').waitFor()
  await shoot(dark, 'credentials-dark.png')
  await dark.getByRole('button', { name: 'Edit By client' }).click()
  await dark.getByRole('dialog', { name: 'Edit “By client”' }).getByRole('button', { name: 'Test' }).click()
  await dark
    .getByRole('dialog')
    .getByText(/gave a token/)
    .waitFor()
  await shoot(dark, 'credential-edit-dark.png')
})
