import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { webhook } from '../testing/drafts.ts'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'
import { withSecrets } from './webhook_secrets.ts'

describe('secrets of webhooks', () => {
  it('come in place of their names, and nothing else is evaluated', async () => {
    const resolve = async (name: string) => `<${name}>`
    const auth = {
      type: 'header',
      header: '{{ secrets.h }}',
      value: 'Token {{ secrets.a }}',
      password: '{{ 1 + 1 }}',
      secret: '{{ secrets["b"] }}',
    }
    assert.deepEqual(await withSecrets(auth, resolve), {
      ...auth,
      value: 'Token <a>',
      password: '',
      secret: '<b>',
    })
    assert.equal((await withSecrets({ value: 'a {{ 1 }}' }, resolve)).value, '')
    assert.equal((await withSecrets({ value: 'plain' }, resolve)).value, 'plain')
  })

  let test: TestServer
  before(async () => {
    test = await openTestServer()
  })
  after(() => test.close())

  it('are what a caller has to know', async () => {
    const secret = { name: 'door', type: 'secret', values: { value: 'open-sesame-canary' } }
    assert.equal((await test.send('POST', '/api/v1/credentials', { body: secret })).status, 201)
    const auth = { type: 'header', header: 'x-door', value: '{{ secrets.door }}' }
    await test.create(webhook({ path: 'guarded', auth, respond: 'last_node' }))
    const knock = (value: string) =>
      test.send('POST', '/webhooks/guarded', { body: {}, headers: { 'x-door': value } })
    assert.equal((await knock('open-sesame-canary')).status, 200)
    assert.equal((await knock('{{ secrets.door }}')).status, 401)
    assert.equal((await knock('')).status, 401)
  })

  it('that are missing let nobody in', async () => {
    const auth = { type: 'header', header: 'x-door', value: '{{ secrets.none }}' }
    await test.create(webhook({ path: 'broken', auth }))
    const headers = { 'x-door': '{{ secrets.none }}' }
    const answer = await test.send('POST', '/webhooks/broken', { body: {}, headers })
    assert.equal(problemIn(answer).code, 'run_failed')
  })
})
