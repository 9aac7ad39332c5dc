import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { CredentialService, NotifyRequest } from '@llamanexus/node-sdk'
import { SMTPServer } from 'smtp-server'
import { createFileService } from '../files/index.ts'
import { createHostGuard, createHttpService } from '../http/index.ts'
import { createNotifyService, type InboxEntry } from './index.ts'

const policy = { allow_private: true }
const http = createHttpService({ policy })
const folder = mkdtempSync(join(tmpdir(), 'llamanexus-notify-'))
writeFileSync(join(folder, 'report.md'), '# Report')

/** Answers in the ways of the services; what it was sent is kept. */
const hooks = createServer(async (request, response) => {
  let body = ''
  for await (const piece of request) body += String(piece)
  received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(body) as never })
  const [status, answer, headers] = answers.shift() ?? [200, 'ok', {}]
  response.writeHead(status, headers).end(answer)
})
const received: { path: string; headers: IncomingHttpHeaders; body: Record<string, never> }[] = []
const answers: [status: number, body: string, headers?: Record<string, string>][] = []

const mails: { from: string; to: string[]; text: string; user?: string }[] = []
const smtp = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  authOptional: true,
  onAuth: ({ username, password }, _session, done) =>
    password === 'right' ? done(null, { user: username }) : done(new Error('Invalid login')),
  onRcptTo: ({ address }, _session, done) =>
    address.startsWith('nobody')
      ? done(Object.assign(new Error('No such user'), { responseCode: 550 }))
      : done(),
  onData(stream, { envelope, user }, done) {
    let text = ''
    stream.on('data', (chunk) => {
      text += String(chunk)
    })
    stream.on('end', () => {
      if (text.includes('BUSY')) return done(Object.assign(new Error('Try later'), { responseCode: 451 }))
      const from = envelope.mailFrom ? envelope.mailFrom.address : ''
      mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), text, user: user as string })
      done()
    })
  },
})
smtp.on('error', () => undefined)

const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port
const base = () => `http://127.0.0.1:${port(hooks)}`
let password = 'right'
const credentials: CredentialService = {
  async open({ id }) {
    const server = {
      host: '127.0.0.1',
      port: String(port(smtp.server)),
      username: 'app@example.com',
      password,
    }
    const values: Record<string, string> = id === 'mail' ? server : { value: `${base()}/kept` }
    return { id, name: id, type: id === 'mail' ? 'smtp' : 'secret', values }
  },
  authorize: async () => ({ headers: { Authorization: 'Bearer t' }, query: {} }),
}
const inbox: InboxEntry[] = []
const service = createNotifyService({
  http,
  guard: createHostGuard({ policy }),
  credentials,
  files: createFileService({ root: folder }),
  inbox: { add: async (entry) => ({ id: `n${inbox.push(entry)}` }) },
})

before(async () => {
  hooks.listen(0, '127.0.0.1')
  smtp.listen(0, '127.0.0.1')
  await Promise.all([once(hooks, 'listening'), once(smtp.server, 'listening')])
})
after(async () => {
  hooks.close()
  await new Promise<void>((resolve) => smtp.close(resolve))
  await http.close()
  rmSync(folder, { recursive: true, force: true })
})

const send = (request: Partial<NotifyRequest>) =>
  service.send({
    channel: 'in_app',
    message: 'Hello',
    source: { workflow_id: 'wf', execution_id: 'run', node_id: 'tell' },
    idempotency_key: 'run:tell',
    ...request,
  })
const last = () => received.at(-1) as (typeof received)[number]

test('in the app it is kept with what it is about', async () => {
  const { id, detail } = await send({ title: 'Done', level: 'success', message: 'x'.repeat(20_000) })
  assert.equal(id, 'n1')
  assert.match(detail, /cut to 10000 of 20000 characters/)
  assert.equal(inbox[0]?.message.length, 10_000)
  assert.deepEqual([inbox[0]?.title, inbox[0]?.execution_id, inbox[0]?.key], ['Done', 'run', 'run:tell'])
})

test('Slack gets text in which nothing calls anybody', async () => {
  const { detail } = await send({
    channel: 'slack',
    credential: 'hook',
    title: 'A & B',
    message: '<!channel> hi',
  })
  assert.equal(last().path, '/kept')
  assert.deepEqual(last().body, { text: '*A &amp; B*\n&lt;!channel&gt; hi' })
  assert.equal(detail, 'Slack took it (200)')
  for (const before of ['', 'x', 'xx', 'xxx']) {
    await send({ channel: 'slack', url: base(), message: before + '<'.repeat(11_000) })
    assert.match(String(last().body['text']), /^x*(?:&lt;)+ … \(cut\)$/)
  }
})

test('Discord gets content without mentions, cut to its limit, and tells the id', async () => {
  answers.push([200, '{"id":"42"}', { 'content-type': 'application/json' }])
  const { id, detail } = await send({
    channel: 'discord',
    url: `${base()}/d`,
    message: '@everyone '.repeat(300),
  })
  assert.equal(id, '42')
  assert.match(detail, /cut to 2000 of 3000/)
  assert.equal(last().path, '/d?wait=true')
  const { content, allowed_mentions } = last().body as unknown as {
    content: string
    allowed_mentions: object
  }
  assert.equal(content.length, 2000)
  assert.match(content, / … \(cut\)$/)
  assert.deepEqual(allowed_mentions, { parse: [] })
})

test('Teams gets an adaptive card', async () => {
  answers.push([202, ''])
  await send({ channel: 'teams', url: base(), title: 'Late', level: 'error', message: 'Order 17' })
  const [attachment] = last().body['attachments'] as unknown as {
    contentType: string
    content: { body: object[] }
  }[]
  assert.equal(attachment?.contentType, 'application/vnd.microsoft.card.adaptive')
  assert.deepEqual(attachment?.content.body, [
    { type: 'TextBlock', text: 'Late', wrap: true, size: 'Medium', weight: 'Bolder', color: 'Attention' },
    { type: 'TextBlock', text: 'Order 17', wrap: true },
  ])
  answers.push([
    200,
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
  ])
  await assert.rejects(send({ channel: 'teams', url: base() }), {
    code: 'rate_limited',
    retry_after_ms: 30_000,
  })
})

test('a webhook gets the message, what it is about, and who asks', async () => {
  await send({ channel: 'webhook', url: `${base()}/own`, credential: 'token', data: { order: 17 } })
  assert.equal(last().headers.authorization, 'Bearer t')
  assert.equal(last().headers['idempotency-key'], 'run:tell')
  assert.deepEqual(last().body, {
    title: '',
    message: 'Hello',
    level: 'info',
    data: { order: 17 },
    workflow_id: 'wf',
    execution_id: 'run',
    node_id: 'tell',
  })
})

test('what a receiver refuses says why, and what it puts off says for how long', async () => {
  answers.push([400, 'invalid_payload'])
  await assert.rejects(send({ channel: 'slack', url: base() }), {
    code: 'notification_refused',
    message: /400: invalid_payload/,
    field: 'message',
    retryable: false,
  })
  answers.push([404, 'no_service'])
  await assert.rejects(send({ channel: 'slack', url: base() }), {
    code: 'notification_refused',
    field: 'url',
  })
  answers.push([404, '{"message": "Unknown Webhook", "code": 10015}'])
  await assert.rejects(send({ channel: 'discord', url: base() }), {
    code: 'notification_refused',
    message: 'Discord refused the message (status 404: Unknown Webhook)',
    hint: /taken back/,
  })
  answers.push([429, '', { 'retry-after': '7' }])
  await assert.rejects(send({ channel: 'slack', url: base() }), {
    code: 'rate_limited',
    retry_after_ms: 7000,
  })
  answers.push([429, '{"message":"You are being rate limited.","retry_after":0.65}'])
  await assert.rejects(send({ channel: 'discord', url: base() }), {
    code: 'rate_limited',
    retry_after_ms: 650,
  })
  answers.push([503, ''])
  await assert.rejects(send({ channel: 'slack', url: base() }), {
    code: 'notification_failed',
    retryable: true,
  })
})

const mail = (request: Partial<NotifyRequest>) =>
  send({ channel: 'email', credential: 'mail', mail: { to: ['ada@example.com'] }, ...request })

test('a mail goes to everybody, with its parts and files of the workspace', async () => {
  const { id, detail } = await mail({
    title: 'Füße',
    message: 'Plain',
    mail: {
      to: ['Ada <ada@example.com>'],
      cc: ['grace@example.com'],
      bcc: ['hidden@example.com'],
      html: '<b>Rich</b>',
      attachments: ['report.md'],
      reply_to: 'desk@example.com',
    },
  })
  const sent = mails.at(-1)
  assert.deepEqual(sent?.to, ['ada@example.com', 'grace@example.com', 'hidden@example.com'])
  assert.deepEqual([sent?.from, sent?.user], ['app@example.com', 'app@example.com'])
  assert.match(sent?.text ?? '', /^Reply-To: desk@example\.com/m)
  assert.match(sent?.text ?? '', /^Subject: =\?UTF-8\?/m)
  assert.match(sent?.text ?? '', /<b>Rich<\/b>/)
  assert.match(sent?.text ?? '', /filename=report\.md/)
  assert.doesNotMatch(sent?.text ?? '', /hidden@/)
  assert.match(id, /^<.+@.+>$/)
  assert.equal(detail, '127.0.0.1 took it for 3')
})

test('a mail with more headers than it seems to have is refused', async () => {
  const count = mails.length
  await assert.rejects(mail({ title: 'Hi\r\nBcc: evil@example.com' }), {
    code: 'input_invalid',
    field: 'title',
  })
  for (const field of ['to', 'cc', 'bcc'] as const)
    await assert.rejects(
      mail({ mail: { to: ['a@example.com'], [field]: ['a@example.com\nBcc: evil@example.com'] } }),
      { code: 'input_invalid', field },
    )
  await assert.rejects(mail({ mail: { to: ['a@example.com'], reply_to: 'b@example.com\r\nX: y' } }), {
    field: 'reply_to',
  })
  for (const address of ['ada', 'a b@example.com', 'a@example.com, b@example.com', '<a@example.com'])
    await assert.rejects(mail({ mail: { to: [address] } }), { field: 'to' }, address)
  assert.equal(mails.length, count)
})

test('what a mail server refuses, puts off, or does not know', async () => {
  const some = await mail({ mail: { to: ['ada@example.com', 'nobody@example.com'] } })
  assert.match(some.detail, /took it for 1; not taken for nobody@example\.com/)
  await assert.rejects(mail({ mail: { to: ['nobody@example.com'] } }), {
    code: 'notification_refused',
    field: 'to',
    retryable: false,
  })
  await assert.rejects(mail({ message: 'BUSY' }), { code: 'rate_limited', retryable: true })
  password = 'wrong'
  await assert.rejects(mail({}), { code: 'sign_in_failed', field: 'credential', retryable: false })
  password = 'right'
  await assert.rejects(mail({ mail: { to: ['a@example.com'], attachments: ['../secret'] } }), {
    code: 'path_outside',
  })
  await assert.rejects(mail({ signal: AbortSignal.abort() }), { code: 'aborted' })
})

test('mail servers inside the network are refused as all else is', async () => {
  const guarded = createNotifyService({
    http,
    guard: createHostGuard({ policy: {} }),
    credentials,
    files: createFileService({ root: folder }),
    inbox: { add: async () => ({ id: '' }) },
  })
  const request: NotifyRequest = {
    channel: 'email',
    message: 'x',
    credential: 'mail',
    mail: { to: ['a@example.com'] },
    source: { workflow_id: '', execution_id: '', node_id: '' },
    idempotency_key: '',
  }
  await assert.rejects(guarded.send(request), { code: 'address_refused', field: 'credential' })
})
