import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type CredentialService, NodeError } from '@llamanexus/node-sdk'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import type { JsonValue } from '@llamanexus/workflow'
import { createHttpService } from '../http/index.ts'
import { createLlmService, createModelSettings, type ModelSettings } from './index.ts'

const http = createHttpService()
let server: LlmServer
before(async () => {
  server = await startLlmServer(['m'])
})
after(async () => {
  await http.close()
  await server.close()
})

/** Where settings are kept, in memory; each write takes a moment, as on a disk. */
function keeper() {
  let kept: JsonValue | undefined
  return {
    get: async () => structuredClone(kept),
    set: async (_key: string, value: JsonValue) => {
      await new Promise((resolve) => setImmediate(resolve))
      kept = value
    },
  }
}

/** A vault with one token for one host. */
const vault = (host: string): CredentialService => ({
  open: async () => {
    throw new Error('Nobody opens it')
  },
  authorize: async ({ id, url, field }) => {
    if (id !== 'cred_1')
      throw new NodeError('credential_missing', 'It is not there', { field, retryable: false })
    if (new URL(url).host !== host)
      throw new NodeError('credential_host', 'It is for another host', { field, retryable: false })
    return { headers: { Authorization: 'Bearer sk-vault' }, query: {} }
  },
})

const messages = [{ role: 'user' as const, content: 'Hi' }]
const provider = (more: Partial<ModelSettings['providers'][number]> = {}) => ({
  name: 'house',
  kind: 'openai_compatible' as const,
  base_url: server.url,
  credential: 'cred_1',
  ...more,
})

test('changes at the same time all count, one after the other', async () => {
  const settings = createModelSettings(keeper())
  await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      settings.update((now) => ({ ...now, providers: [...now.providers, provider({ name })] })),
    ),
  )
  assert.deepEqual(
    (await settings.read()).providers.map(({ name }) => name),
    ['a', 'b', 'c'],
  )
})

test('a change of another process is seen after a while, and one of this at once', async () => {
  let now = 0
  const shared = keeper()
  const [here, there] = [createModelSettings(shared, () => now), createModelSettings(shared, () => now)]
  await here.read()
  await there.update((settings) => ({ ...settings, default_model: 'house/m' }))
  assert.equal((await there.read()).default_model, 'house/m')
  assert.equal((await here.read()).default_model, undefined)
  now = 3000
  assert.equal((await here.read()).default_model, 'house/m')
})

test('a credential goes to the host it names, in the form of the provider, and an error names the field', async () => {
  const settings = createModelSettings(keeper())
  const { host } = new URL(server.url)
  const service = createLlmService({ http, settings, credentials: vault(host), local_servers: [] })
  await settings.update((now) => ({
    ...now,
    providers: [
      provider(),
      provider({ name: 'claude', kind: 'anthropic' }),
      provider({ name: 'lost', credential: 'cred_2' }),
    ],
  }))
  await service.chat({ model: 'house/m', messages })
  assert.equal(server.requests.at(-1)?.authorization, 'Bearer sk-vault')
  await service.chat({ model: 'claude/m', messages })
  assert.equal(server.requests.at(-1)?.headers['x-api-key'], 'sk-vault')
  assert.equal(server.requests.at(-1)?.authorization, undefined)
  await assert.rejects(service.chat({ model: 'lost/m', messages }), {
    code: 'credential_missing',
    field: 'credential of the provider lost',
  })
  const elsewhere = createLlmService({
    http,
    settings,
    credentials: vault('api.example.com'),
    local_servers: [],
  })
  const before = server.requests.length
  await assert.rejects(elsewhere.chat({ model: 'house/m', messages }), { code: 'credential_host' })
  assert.equal(server.requests.length, before)
  await Promise.all([service.close(), elsewhere.close()])
})

test('a redirect is not followed, and so takes no key along', async () => {
  const stranger = await startLlmServer()
  const service = createLlmService({
    http,
    providers: [
      { name: 'house', base_url: server.url, api_key: 'sk-1' },
      { name: 'other', base_url: stranger.url },
    ],
    local_servers: [],
  })
  server.script({ status: 307, headers: { location: `${stranger.url}/chat/completions` } })
  await assert.rejects(service.chat({ model: 'house/m', messages }), { hint: /a key is not sent on/ })
  assert.equal(stranger.requests.length, 0)
  await service.close()
  await stranger.close()
})

test('no key of the environment is sent where none was given', async () => {
  const before = process.env['ANTHROPIC_API_KEY']
  process.env['ANTHROPIC_API_KEY'] = 'sk-ant-of-the-machine'
  try {
    const service = createLlmService({
      http,
      providers: [{ name: 'claude', kind: 'anthropic', base_url: server.url }],
      local_servers: [],
    })
    await service.chat({ model: 'claude/m', messages })
    assert.equal(server.requests.at(-1)?.headers['x-api-key'], undefined)
    await service.close()
  } finally {
    if (before === undefined) delete process.env['ANTHROPIC_API_KEY']
    else process.env['ANTHROPIC_API_KEY'] = before
  }
})
