import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ChatRequest } from '@llamanexus/node-sdk'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { createHttpService } from '../http/index.ts'
import { createLlmService } from './index.ts'
import type { ProviderConfig } from './provider_config.ts'

const http = createHttpService()
const messages: ChatRequest['messages'] = [{ role: 'user', content: 'Hi' }]
const missing = {
  status: 404,
  body: { error: { message: 'The model does not exist', code: 'model_not_found' } },
}
let server: LlmServer
let local: LlmServer

before(async () => {
  server = await startLlmServer(['gpt', 'meta/large'])
  local = await startLlmServer(['llama'])
})
after(async () => {
  await http.close()
  await Promise.all([server.close(), local.close()])
})

const asking = async (model: string, providers: readonly ProviderConfig[]) => {
  const down = { name: 'lmstudio', base_url: 'http://127.0.0.1:9/v1' }
  const local_servers = [{ name: 'ollama', base_url: local.url }, down]
  const service = createLlmService({ http, providers, local_servers })
  try {
    return await service.chat({ model, messages })
  } finally {
    await service.close()
  }
}

test('a name before the slash that no provider has is said to be none, with those that there are', async () => {
  const named = { code: 'model_unknown', field: 'model', message: /No provider is called "opnai"/ }
  const house = { name: 'house', base_url: server.url }
  const attic = { name: 'attic', base_url: server.url }
  for (const providers of [[house], [house, attic]]) {
    server.script(missing)
    const hint = /There are: builtin, house, (?:attic, )?ollama\./
    await assert.rejects(asking('opnai/gpt', providers), { ...named, hint })
  }
  await assert.rejects(asking('opnai/gpt', []), { ...named, hint: /There are: builtin, ollama\./ })
})

test('what else goes wrong at the provider that was asked is told with it', async () => {
  server.script({ status: 401 })
  await assert.rejects(asking('opnai/gpt', [{ name: 'house', base_url: server.url }]), {
    code: 'provider_error',
    message: /house answered 401/,
    hint: /No provider is called "opnai", so house was asked/,
  })
})

test('a name with a slash that a provider has goes there, listed or not', async () => {
  const providers = [{ name: 'house', base_url: server.url }]
  server.script({ text: 'large' }, { text: 'not listed' })
  assert.equal((await asking('meta/large', providers)).text, 'large')
  assert.equal((await asking('meta/huge:free', providers)).text, 'not listed')
})

test('where models are called so the provider says itself that it lacks one', async () => {
  server.script(missing)
  await assert.rejects(asking('meta/larg', [{ name: 'house', base_url: server.url }]), {
    code: 'model_unknown',
    message: /^house answered 404/,
  })
})

test('a provider that is named and lacks the model says so itself', async () => {
  server.script(missing)
  await assert.rejects(asking('house/opnai/gpt', [{ name: 'house', base_url: server.url }]), {
    code: 'model_unknown',
    message: /house answered 404/,
  })
})
