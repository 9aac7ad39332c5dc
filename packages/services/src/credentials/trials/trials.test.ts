import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import {
  startMariaDb,
  startPostgres,
  startRedis,
  withoutMariaDb,
  withoutRedis,
} from '@llamanexus/testing/peers'
import { SMTPServer } from 'smtp-server'
import { createHostGuard, createHttpService } from '../../http/index.ts'
import { createTrials } from './trials.ts'

const policy = { allow_private: true }
const http = createHttpService({ policy })
const trials = createTrials({ http, address: createHostGuard({ policy }).checked })
after(() => http.close())

const database = (url: string) => trials.draft({ type: 'database', hosts: [], values: { url } })
const withPassword = (url: string, password: string) => {
  const changed = new URL(url)
  changed.password = password
  return changed.href
}

/** Right with its own password, refused with another, and neither is told. */
async function triesDatabase(url: string, what: RegExp): Promise<void> {
  const good = await database(url)
  assert.equal(good.ok, true, good.message)
  assert.match(good.message, what)
  const wrong = await database(withPassword(url, 'canary-wrong-password'))
  assert.equal(wrong.ok, false)
  assert.ok(!wrong.message.includes('canary-wrong-password'), wrong.message)
}

describe('trying a database', () => {
  it('PostgreSQL', async () => {
    const peer = await startPostgres()
    try {
      await triesDatabase(peer.url, /PostgreSQL \d/)
    } finally {
      await peer.stop()
    }
  })

  it('MariaDB', { skip: withoutMariaDb() }, async () => {
    const peer = await startMariaDb()
    try {
      await triesDatabase(peer.url, /MySQL \d+.*MariaDB/)
    } finally {
      await peer.stop()
    }
  })

  it('Redis', { skip: withoutRedis() }, async () => {
    const peer = await startRedis()
    try {
      await triesDatabase(peer.url, /took it \(Redis\)/)
    } finally {
      await peer.stop()
    }
  })

  it('that is not there, or may not be reached', async () => {
    for (const scheme of ['postgres', 'mysql', 'redis']) {
      const { ok, message } = await database(`${scheme}://ada:canary-password@127.0.0.1:1/shop`)
      assert.equal(ok, false)
      assert.ok(message.length > 5 && !message.includes('canary-password'), message)
    }
    const guarded = createTrials({ http, address: createHostGuard({ policy: {} }).checked })
    const inner = await guarded.draft({
      type: 'database',
      hosts: [],
      values: { url: 'mongodb://ada:pw@example.com:1,10.0.0.1:27017/shop' },
    })
    assert.equal(inner.ok, false)
    assert.match(inner.message, /10\.0\.0\.1|example\.com/)
  })
})

describe('trying a mail server', () => {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'ada' && password === 'right-password'
        ? done(null, { user: username })
        : done(new Error('Invalid username or password')),
  })
  let port = ''
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server.server, 'listening')
    port = String((server.server.address() as AddressInfo).port)
  })
  after(() => void server.close())

  const mail = (values: Record<string, string>) =>
    trials.draft({ type: 'smtp', hosts: [], values: { host: '127.0.0.1', port, ...values } })

  it('signs in', async () => {
    assert.deepEqual(await mail({ username: 'ada', password: 'right-password' }), {
      ok: true,
      message: `The mail server 127.0.0.1:${port} signed ada in.`,
    })
    assert.equal((await mail({})).ok, true)
    const wrong = await mail({ username: 'ada', password: 'canary-password' })
    assert.equal(wrong.ok, false)
    assert.match(wrong.message, /Invalid/)
    assert.ok(!wrong.message.includes('canary-password'))
  })
})

describe('trying an OAuth2 client', () => {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += String(piece)
    if (request.url === '/token') {
      const good = request.headers.authorization === `Basic ${Buffer.from('me:right').toString('base64')}`
      response.writeHead(good ? 200 : 401)
      return void response.end(
        JSON.stringify(good ? { access_token: 'a-token', expires_in: 60 } : { error: 'invalid_client' }),
      )
    }
    response.writeHead(request.headers.authorization === 'Bearer a-token' ? 200 : 401).end()
  })
  before(() => once(server.listen(0, '127.0.0.1'), 'listening'))
  after(() => void server.close())

  it('fetches a token, and uses it where an address is given', async () => {
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const values = { token_url: `http://${host}/token`, client_id: 'me', client_secret: 'right' }
    const trial = (changed: object, url?: string) =>
      trials.draft({ type: 'oauth2', hosts: [host], values: { ...values, ...changed }, url })
    assert.deepEqual(await trial({}), { ok: true, message: 'The token server gave a token, good for 60 s.' })
    assert.match((await trial({}, `http://${host}/me`)).message, /took it \(status 200\)/)
    const wrong = await trial({ client_secret: 'wrong' })
    assert.deepEqual([wrong.ok, /invalid_client/.test(wrong.message)], [false, true])
  })
})
