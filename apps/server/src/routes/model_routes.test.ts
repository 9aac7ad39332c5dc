import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type {
  Execution,
  ModelProvider,
  ModelSummary,
  ProviderDraft,
  ProviderTrial,
} from '@llamanexus/contract'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import type { WorkflowDraft } from '@llamanexus/workflow'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

interface Models {
  items: ModelSummary[]
  default_model: string
}

describe('models', () => {
  let test: TestServer
  let openai: LlmServer
  let anthropic: LlmServer
  before(async () => {
    openai = await startLlmServer([{ id: 'gpt-4o-mini', context_length: 128_000 }, 'text-embedding-3-small'])
    anthropic = await startLlmServer(['claude-sonnet-4-5'])
    test = await openTestServer()
  })
  after(async () => {
    await test.close()
    await Promise.all([openai.close(), anthropic.close()])
  })

  const at = (path = '') => `/api/v1/models${path}`
  const draft = (more: Partial<ProviderDraft> = {}): ProviderDraft => ({
    name: 'house',
    kind: 'openai',
    base_url: openai.url,
    ...more,
  })
  const listed = async () => (await test.send<Models>('GET', at())).body
  const named = async (name: string) =>
    (await test.send<{ items: ModelProvider[] }>('GET', at('/providers'))).body.items.find(
      (provider) => provider.name === name,
    )

  it('of a provider are there as soon as it is added, at a private address too', async () => {
    assert.equal((await listed()).default_model, 'builtin')
    const made = await test.send<ModelProvider>('POST', at('/providers'), { body: draft() })
    assert.equal(made.status, 201)
    assert.deepEqual(
      [made.body.state, made.body.models, made.body.source, made.headers.get('location')],
      ['up', 2, 'settings', at('/providers/house')],
    )
    const model = (await listed()).items.find(({ id }) => id === 'house/gpt-4o-mini')
    assert.deepEqual([model?.context_length, model?.price?.input], [128_000, 0.15])
    assert.equal(
      problemIn(await test.send('POST', at('/providers'), { body: draft() })).code,
      'provider_name_taken',
    )
    assert.equal(
      problemIn(await test.send('POST', at('/providers'), { body: draft({ name: 'builtin' }) })).code,
      'provider_name_taken',
    )
  })

  it('are tried for real, and a failure is an answer', async () => {
    openai.script({ text: 'Hello!' })
    const before = openai.requests.length
    const tried = (await test.send<ProviderTrial>('POST', at('/providers/house/test'), { body: {} })).body
    assert.deepEqual(
      [tried.ok, tried.models, tried.model, tried.text, tried.error],
      [true, 2, 'gpt-4o-mini', 'Hello!', null],
    )
    assert.equal(openai.requests.length, before + 1)
    openai.script({ status: 401 })
    const refused = (await test.send<ProviderTrial>('POST', at('/providers/house/test'), { body: {} })).body
    assert.deepEqual([refused.ok, refused.error?.code], [false, 'provider_error'])
    assert.match(refused.error?.hint ?? '', /key/)
    const vectors = await test.send<ProviderTrial>('POST', at('/providers/house/test'), {
      body: { model: 'text-embedding-3-small' },
    })
    assert.match(vectors.body.text ?? '', /3 numbers/)
    assert.equal(
      problemIn(await test.send('POST', at('/providers/nobody/test'), { body: {} })).code,
      'provider_not_found',
    )
  })

  it('are changed, renamed, limited and removed without a restart', async () => {
    const body = draft({ name: 'home', hidden: ['text-*'], allow: ['gpt-*', 'text-*'] })
    const saved = await test.send<ModelProvider>('PUT', at('/providers/house'), { body })
    assert.deepEqual([saved.status, saved.body.name, saved.body.models], [200, 'home', 1])
    assert.equal(await named('house'), undefined)
    assert.equal((await run('home/gpt-4o-mini')).status, 'completed')
    const refused = await run('home/o1')
    assert.equal(refused.error?.code, 'model_unknown')
    assert.equal((await test.send('DELETE', at('/providers/home'))).status, 204)
    assert.equal(problemIn(await test.send('DELETE', at('/providers/home'))).code, 'provider_not_found')
    assert.equal((await run('home/gpt-4o-mini')).error?.code, 'model_unknown')
  })

  it('keep no key: neither in the address nor in a header', async () => {
    const wrong: Partial<ProviderDraft>[] = [
      { base_url: 'https://me:secret@api.example.com/v1' },
      { base_url: 'https://api.example.com/v1?api_key=1' },
      { headers: { Authorization: 'Bearer x' } },
      { headers: { 'X-Api-Key': 'x' } },
      { base_url: 'file:///etc/passwd' },
    ]
    for (const more of wrong)
      assert.equal(
        problemIn(await test.send('POST', at('/providers'), { body: draft({ name: 'bad', ...more }) })).code,
        'provider_invalid',
      )
    const unknown = await test.send('POST', at('/providers'), { body: { ...draft(), api_key: 'sk-1' } })
    assert.equal(unknown.status, 422)
  })

  it('say so where their server is gone or refuses', async () => {
    const gone = await startLlmServer()
    await gone.close()
    const strict = await startLlmServer(['m'], { key: 'right' })
    await test.send('POST', at('/providers'), { body: draft({ name: 'gone', base_url: gone.url }) })
    await test.send('POST', at('/providers'), { body: draft({ name: 'strict', base_url: strict.url }) })
    assert.equal((await named('gone'))?.state, 'down')
    assert.deepEqual(
      [(await named('strict'))?.state, (await named('strict'))?.problem?.hint],
      ['refused', 'Check the API key.'],
    )
    for (const name of ['gone', 'strict']) await test.send('DELETE', at(`/providers/${name}`))
    await strict.close()
  })

  it('cost what the own rows say, before those that came along', async () => {
    await test.send('POST', at('/providers'), {
      body: draft({ name: 'claude', kind: 'anthropic', base_url: anthropic.url }),
    })
    const priceOf = async () =>
      (await listed()).items.find(({ id }) => id === 'claude/claude-sonnet-4-5')?.price?.input
    assert.equal(await priceOf(), 3)
    const own = [{ pattern: 'claude/*', input: 1, output: 2 }]
    assert.equal((await test.send('PUT', at('/prices'), { body: { own } })).status, 200)
    assert.equal(await priceOf(), 1)
    const { node_executions, usage } = await run('claude/claude-sonnet-4-5')
    assert.equal(node_executions['ask']?.outputs['cost'], (7 * 1 + 5 * 2) / 1e6)
    assert.deepEqual(usage, {
      prompt_tokens: 7,
      completion_tokens: 5,
      total_tokens: 12,
      cost: (7 * 1 + 5 * 2) / 1e6,
      unpriced: 0,
    })
    const wrong = await test.send('PUT', at('/prices'), {
      body: { own: [{ pattern: 'x', input: -1, output: 0 }] },
    })
    assert.equal(wrong.status, 400)
    await test.send('PUT', at('/prices'), { body: { own: [] } })
  })

  it('count with what they took when they fail, once for each try', async () => {
    const took = {
      prompt_tokens: 14,
      completion_tokens: 10,
      total_tokens: 24,
      cost: (14 * 3 + 10 * 15) / 1e6,
    }
    const config = { response_schema: { type: 'object', required: ['n'] } }
    anthropic.script({ text: 'no' }, { text: 'nor this' })
    const once = await run('claude/claude-sonnet-4-5', config)
    assert.deepEqual([once.status, once.error?.code], ['failed', 'answer_invalid'])
    assert.deepEqual(once.usage, { ...took, unpriced: 0 })
    anthropic.script(...['no', 'nor this', 'not now', 'never'].map((text) => ({ text })))
    const retry = { max_retries: 1, backoff_ms: 1, factor: 1 }
    const twice = await run('claude/claude-sonnet-4-5', config, { retry, on_error: 'continue' })
    assert.deepEqual(
      [twice.status, twice.usage?.total_tokens, twice.usage?.cost],
      ['completed', 48, took.cost * 2],
    )
  })

  it('have a default, which is asked where a node names none', async () => {
    await test.send('PUT', at('/default'), { body: { model: 'claude/claude-sonnet-4-5' } })
    assert.equal((await listed()).default_model, 'claude/claude-sonnet-4-5')
    assert.equal((await run()).node_executions['ask']?.outputs['model'], 'claude-sonnet-4-5')
    await test.send('PUT', at('/default'), { body: { model: '' } })
    assert.equal((await run()).node_executions['ask']?.outputs['model'], 'builtin')
  })

  it('that are busy are asked again when they say so, under a retry policy', async () => {
    const before = anthropic.requests.length
    anthropic.script({ status: 429, headers: { 'retry-after': '1' } }, { text: 'At last' })
    const policy = { retry: { max_retries: 2, backoff_ms: 1, factor: 1 } }
    const { status, node_executions } = await run('claude/claude-sonnet-4-5', {}, policy)
    assert.equal(status, 'completed')
    const { outputs, attempts, duration_ms: duration } = node_executions['ask'] ?? {}
    assert.deepEqual([outputs?.['response'], attempts, anthropic.requests.length], ['At last', 2, before + 2])
    // The policy alone would have waited for a millisecond.
    assert.ok((duration ?? 0) >= 950, `${duration} ms`)
  })

  it('are let go when a run is cancelled', async () => {
    const [count, drop] = [anthropic.requests.length, anthropic.nextDrop()]
    anthropic.script({ hang_after: ['One mo'] })
    const { id } = await test.create(asking('claude/claude-sonnet-4-5'))
    const started = await test.execute(id, {}, 'wait=0')
    await anthropic.received(count + 1)
    await test.send('POST', `/api/v1/workflows/executions/${started.body.id}/cancel`)
    await drop
  })

  it('at an address that a workflow names are guarded', async () => {
    const refused = await run('x', { base_url: openai.url })
    assert.equal(refused.error?.code, 'address_refused')
  })

  async function run(model?: string, config: object = {}, policy?: object): Promise<Execution> {
    const { id } = await test.create(asking(model, config, policy))
    return (await test.execute(id, {})).body
  }
})

const asking = (model?: string, config: object = {}, policy?: object): WorkflowDraft => ({
  name: 'Ask',
  nodes: [
    { id: 'start', type: 'manual_trigger', position: { x: 0, y: 0 }, config: {} },
    {
      id: 'ask',
      type: 'llm_chat',
      position: { x: 300, y: 0 },
      config: { ...(model && { model }), ...config },
      inputs: { prompt: 'Hi' },
      ...(policy && { policy }),
    },
  ],
  connections: [
    { id: 'c', source_node: 'start', source_port: 'trigger', target_node: 'ask', target_port: 'after' },
  ],
})
