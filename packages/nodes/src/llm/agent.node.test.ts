import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLlmService } from '@llamanexus/services/llm'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()

type Step = {
  kind: string
  tool?: string
  args?: JsonObject
  result?: { ok: boolean; value?: JsonValue; error?: { code: string; message: string } }
}

/** Runs an agent whose model says what is scripted. */
async function agent(config: JsonObject, inputs: JsonObject = { prompt: 'Do it' }, rest = {}) {
  const run = await world.run('agent', {
    config: { base_url: world.models().url, model: 'test-model', ...config },
    inputs,
    ...rest,
  })
  return { ...run, trace: run.outputs['steps'] as Step[] }
}

const calls = (...wanted: [name: string, args: JsonObject][]) => ({
  tool_calls: wanted.map(([name, args], index) => ({
    id: `c${index}`,
    name,
    arguments: JSON.stringify(args),
  })),
})

/** The messages of the last request that the model was sent. */
const lastSent = () =>
  (world.models().requests.at(-1)?.body['messages'] ?? []) as { role: string; content: string }[]

/** The stream of a model that says something and calls a tool. */
const SAYS_AND_CALLS = [
  { delta: { content: 'Let me look.' } },
  {
    delta: {
      tool_calls: [
        { index: 0, id: 'c0', type: 'function', function: { name: 'slug', arguments: '{"text":"a b"}' } },
      ],
    },
    finish_reason: 'tool_calls',
  },
]
  .map((choice) => `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`)
  .join('')

const slug = { kind: 'function', name: 'slug' }

test('calls the tool that the model asks for and goes on with its result', async () => {
  world.models().script(calls(['slug', { text: 'Green Tea' }]), { text: 'It is green-tea.' })
  const { outputs, trace, steps } = await agent({ tools: [slug] })
  assert.equal(outputs['response'], 'It is green-tea.')
  assert.equal(outputs['stop_reason'], 'answer')
  assert.deepEqual(
    trace.map(({ kind }) => kind),
    ['turn', 'call', 'turn'],
  )
  assert.deepEqual(trace[1]?.result, { ok: true, value: 'green-tea' })
  assert.deepEqual(lastSent().at(-1)?.content, 'green-tea')
  assert.deepEqual(outputs['usage'], { prompt_tokens: 14, completion_tokens: 10, total_tokens: 24 })
  assert.deepEqual(
    steps.map(({ name, options }) => [name, options.effect]),
    [
      ['tools', 'idempotent'],
      ['turn 1', 'idempotent'],
      ['slug 1.1', 'pure'],
      ['turn 2', 'idempotent'],
    ],
  )
})

test('the builtin model calls what fits once and answers from it', async () => {
  const { outputs, trace } = await agent(
    { base_url: '', model: 'builtin', tools: [slug, { kind: 'workflow', name: 'double' }] },
    { prompt: 'Double the number 21' },
  )
  assert.deepEqual(trace[1], {
    kind: 'call',
    turn: 1,
    tool: 'Double_a_number',
    args: { n: 21 },
    result: { ok: true, value: 42 },
  })
  assert.equal(outputs['response'], '42')
})

test('arguments that do not fit go back to the model before anything is called', async () => {
  world
    .models()
    .script(calls(['slug', { txt: 1 }], ['nothing', {}]), calls(['slug', { text: 'a b' }]), { text: 'Done' })
  const { trace, steps } = await agent({ tools: [slug] })
  const codes = trace.flatMap(({ result }) => (result && !result.ok ? [result.error?.code] : []))
  assert.deepEqual(codes, ['args_invalid', 'tool_unknown'])
  assert.deepEqual(
    steps.map(({ name }) => name).filter((name) => name.startsWith('slug')),
    ['slug 2.1'],
  )
  assert.match(trace[1]?.result?.error?.message ?? '', /text is missing/)
})

test('a call whose arguments are no JSON goes back to the model too', async () => {
  const broken = [{ id: 'c0', name: 'slug', arguments: '{"text": ' }]
  world.models().script({ tool_calls: broken }, calls(['slug', { text: 'a b' }]), { text: 'Done' })
  const { trace, outputs } = await agent({ tools: [slug] })
  assert.deepEqual([trace[1]?.result?.error?.code, trace[3]?.result?.value], ['args_invalid', 'a-b'])
  assert.equal(outputs['stop_reason'], 'answer')
})

test('what its turns say is shown as paragraphs', async () => {
  const looking = { raw: [SAYS_AND_CALLS] }
  world.models().script(looking, { text: ['It is ', 'a-b.'] })
  const { emitted } = await agent({ tools: [slug] })
  assert.equal(emitted.map(({ text }) => text).join(''), 'Let me look.\n\nIt is a-b.')
})

test('says so where it cannot hold the limit on cost, for no price is known', async () => {
  world.models().script({ text: 'Done' })
  const { logs } = await agent({ max_cost: 1 })
  assert.match(logs.map(({ message }) => message).join(), /max_cost.*no price/)
})

test('a model that is busy is asked again after its own time, and no tool is called anew', async () => {
  world
    .models()
    .script(
      calls(['slug', { text: 'a b' }]),
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 503 },
      { text: 'Done' },
    )
  const before = world.models().requests.length
  const { outputs, steps, waits } = await agent({ tools: [slug] })
  assert.deepEqual([outputs['response'], outputs['stop_reason']], ['Done', 'answer'])
  assert.deepEqual(waits, [7000, 4000])
  assert.equal(world.models().requests.length - before, 4)
  assert.deepEqual(
    steps.map(({ name }) => name).filter((name) => name.startsWith('slug')),
    ['slug 1.1'],
  )
})

test('a turn that was cut and asked for again counts twice, at the end and against the limits', async () => {
  world.models().script({ error_after: ['Let me'], message: 'Overloaded' }, { text: 'Done' })
  const { outputs } = await agent({})
  const { completion_tokens: said } = outputs['usage'] as { completion_tokens: number }
  assert.ok(said > 5, `${said} tokens were said`)
})

test('what a model of Anthropic thought and signed goes back with the result, and a paused turn goes on', async () => {
  const llm = createLlmService({
    http: world.services().http,
    providers: [{ name: 'claude', kind: 'anthropic', base_url: world.models().url }],
    local_servers: [],
  })
  const thought = { type: 'thinking', thinking: 'A slug', signature: 'c2ln' }
  const whole = (stop_reason: string, ...content: JsonObject[]) => ({
    raw: [JSON.stringify({ type: 'message', role: 'assistant', content, stop_reason })],
    content_type: 'application/json',
  })
  const asks = { type: 'tool_use', id: 't1', name: 'slug', input: { text: 'A b' } }
  world
    .models()
    .script(
      whole('tool_use', thought, asks),
      whole('pause_turn', { type: 'text', text: 'One moment.' }),
      whole('end_turn', { type: 'text', text: 'a-b' }),
    )
  const config = {
    base_url: undefined,
    model: 'claude/claude-sonnet-4-5',
    tools: [slug],
  } as unknown as JsonObject
  const { outputs } = await agent(config, { prompt: 'Do it' }, { services: { ...world.services(), llm } })
  assert.deepEqual([outputs['response'], outputs['stop_reason']], ['a-b', 'answer'])
  const [first = [], second = []] = world
    .models()
    .requests.slice(-2)
    .map(({ body }) => body['messages'] as { role: string; content: JsonObject[] }[])
  assert.deepEqual(first[1]?.content[0], thought)
  assert.equal(second.at(-1)?.role, 'assistant')
  await llm.close()
})

test('a model of Anthropic keeps the conversation between the turns, and what came of that is counted', async () => {
  const llm = createLlmService({
    http: world.services().http,
    providers: [{ name: 'claude', kind: 'anthropic', base_url: world.models().url }],
    local_servers: [],
  })
  const run = (config: object) => {
    world
      .models()
      .script(
        { ...calls(['slug', { text: 'A b' }]), cache_write_tokens: 6 },
        { text: 'a-b', cached_tokens: 4, cache_write_tokens: 2 },
      )
    const all = { base_url: undefined, model: 'claude/claude-sonnet-4-5', tools: [slug], ...config }
    return agent(
      all as unknown as JsonObject,
      { prompt: 'Do it', system: 'Be brief' },
      {
        services: { ...world.services(), llm },
      },
    )
  }
  const marks = () => JSON.stringify(world.models().requests.at(-1)?.body).split('"cache_control"').length - 1
  const { outputs } = await run({})
  assert.equal(marks(), 4)
  assert.deepEqual(outputs['usage'], {
    prompt_tokens: 14,
    completion_tokens: 10,
    total_tokens: 24,
    cached_tokens: 4,
    cache_write_tokens: 8,
  })
  assert.equal(outputs['cost'], (2 * 3 + 8 * 3.75 + 4 * 0.3 + 10 * 15) / 1e6)
  await run({ prompt_cache: 'off' })
  assert.equal(marks(), 0)
  await llm.close()
})

test('a model that stays away, or refuses, fails the agent', async () => {
  world.models().script({ status: 500 }, { status: 500 })
  await assert.rejects(agent({ model_retries: 1 }), { code: 'provider_error', message: /500/ })
  const before = world.models().requests.length
  world.models().script({ status: 401 })
  await assert.rejects(agent({}), { code: 'provider_error', message: /401/ })
  assert.equal(world.models().requests.length - before, 1)
})

test('of a long result the model is sent the beginning, and the steps keep all', async () => {
  world.models().script(calls(['slug', { text: 'x'.repeat(500) }]), { text: 'Done' })
  const { trace } = await agent({ tools: [slug], max_tool_result: 100 })
  assert.match(lastSent().at(-1)?.content ?? '', /^x{100}\n\[cut: the first 100 of 500 letters\]$/)
  assert.equal(String(trace[1]?.result?.value).length, 500)
})

test('a tool that keeps failing is taken away', async () => {
  const wrong = calls(['slug', {}])
  world.models().script(wrong, wrong, wrong, { text: 'I give up' })
  const { trace } = await agent({ tools: [slug], max_tool_failures: 2 })
  assert.deepEqual(
    trace.flatMap(({ result }) => result?.error?.code ?? []),
    ['args_invalid', 'args_invalid', 'tool_off'],
  )
  assert.equal(world.models().requests.at(-1)?.body['tools'], undefined)
})

test('ends at its limits with what it has, and says which', async () => {
  const again = calls(['slug', { text: 'a' }])
  const stop = async (config: JsonObject, turns: number) => {
    const before = world.models().requests.length
    world.models().script(...Array.from({ length: turns }, () => again))
    const { outputs, logs } = await agent({ tools: [slug], ...config })
    const said = logs.some(({ message }) => message.includes('came to its limit'))
    assert.equal(said, outputs['stop_reason'] !== 'stop_when')
    assert.equal(world.models().requests.length - before, turns)
    return outputs['stop_reason']
  }
  assert.equal(await stop({ max_turns: 2 }, 2), 'max_turns')
  assert.equal(await stop({ max_tokens: 20 }, 2), 'max_tokens')
  assert.equal(await stop({ stop_when: 'turn >= 3' }, 3), 'stop_when')
})

test('a person allows a call with its arguments before it is made, or does not', async () => {
  const ask = { ...slug, approval: 'always' }
  const seen: JsonValue[] = []
  const decide = (decision: 'approved' | 'rejected') => async (signal: string) => {
    const id = signal.replace('approval:', '')
    const outcome = await world.approvals().decide(id, { decision, by: 'Ada', comment: 'because' })
    seen.push(outcome.kind)
    return null
  }
  world.models().script(calls(['slug', { text: 'A b' }]), { text: 'Yes' })
  const yes = await agent({ tools: [ask] }, { prompt: 'One' }, { onSignal: decide('approved') })
  assert.deepEqual(yes.trace[1]?.result, { ok: true, value: 'a-b' })
  world.models().script(calls(['slug', { text: 'C d' }]), { text: 'No' })
  const no = await agent({ tools: [ask] }, { prompt: 'Two' }, { onSignal: decide('rejected') })
  assert.equal(no.trace[1]?.result?.error?.code, 'rejected')
  assert.match(lastSent().at(-1)?.content ?? '', /Ada did not allow this call: because/)
  assert.ok(!no.steps.some(({ name }) => name.startsWith('slug')))
  assert.deepEqual(seen, ['decided', 'decided'])
})

test('several calls of one turn are answered in their order', async () => {
  world
    .models()
    .script(calls(['slug', { text: 'X' }], ['Double_a_number', { n: 4 }], ['slug', { text: 'Y' }]), {
      text: 'Done',
    })
  const { outputs } = await agent({ tools: [slug, { kind: 'workflow', name: 'double' }] })
  const results = (outputs['messages'] as { role: string; content: string }[])
    .filter(({ role }) => role === 'tool')
    .map(({ content }) => content)
  assert.deepEqual(results, ['x', '8', 'y'])
})

test('calls tools of a real MCP server', async () => {
  world.models().script(calls(['echo', { message: 'hello' }]), { text: 'Done' })
  const tools = [{ kind: 'mcp', server: 'everything', name: 'echo', effect: 'idempotent' }]
  const { trace } = await agent({ tools })
  assert.match(JSON.stringify(trace[1]?.result), /hello/)
})

/** What of the last request are pictures, in the form of OpenAI. */
const picturesSent = () =>
  lastSent()
    .flatMap(({ content }) => (Array.isArray(content) ? (content as JsonObject[]) : []))
    .flatMap(({ image_url: image }) => (image ? [(image as { url: string }).url] : []))

const everything = { kind: 'mcp', server: 'everything', effect: 'idempotent' }

test('a picture in a result is shown to the model, kept once in the step of its call, and named in the outputs', async () => {
  const wait = { duration: 0.2, steps: 2 }
  world
    .models()
    .script(calls(['get-tiny-image', {}]), calls(['trigger-long-running-operation', wait]), { text: 'Seen' })
  const { outputs, trace, progress, steps } = await agent({ tools: [everything] })
  const [picture = '', ...more] = picturesSent()
  assert.equal(more.length, 0)
  const [, data = ''] = picture.split('data:image/png;base64,')
  assert.ok(data.length > 1000)
  const result = lastSent().find(({ role }) => role === 'tool')
  assert.match(result?.content ?? '', /\[image\/png, \d+ bytes, picture 1\]/)
  const holding = steps.filter(({ value }) => JSON.stringify(value).includes(data)).map(({ name }) => name)
  assert.deepEqual(holding, ['get-tiny-image 1.1'])
  assert.ok(!JSON.stringify(outputs).includes(data))
  assert.match(JSON.stringify(trace[1]?.result), /"pictures":\[\{"media_type":"image\/png","bytes":\d+\}\]/)
  assert.deepEqual(steps.find(({ name }) => name === 'turn 2')?.options.info, {
    kind: 'turn',
    turn: 2,
    pictures: 1,
  })
  assert.ok(progress.some(({ message }) => message?.startsWith('trigger-long-running-operation')))
})

test('what a tool showed is seen after a wait, too, without a second call', async () => {
  world.models().script(calls(['get-tiny-image', {}]), { status: 503 }, { text: 'Seen' })
  const { outputs, steps, waits } = await agent({ tools: [everything] })
  assert.deepEqual([outputs['response'], waits.length], ['Seen', 1])
  assert.equal(picturesSent().length, 1)
  assert.equal(steps.filter(({ name }) => name.startsWith('get-tiny-image')).length, 1)
})

test('pictures of the user are sent with the task, and kept nowhere', async () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Buffer.alloc(60)])
  writeFileSync(join(world.workspace(), 'cat.png'), png)
  world.models().script(calls(['slug', { text: 'a' }]), { text: 'A cat' }, { text: 'A cat, as I said' })
  const inputs = { prompt: 'What is it?', images: ['cat.png'] }
  const { outputs, steps } = await agent({ tools: [slug], session: 'seen' }, inputs)
  assert.deepEqual(picturesSent(), [`data:image/png;base64,${png.toString('base64')}`])
  assert.ok(!JSON.stringify([outputs, steps]).includes(png.toString('base64')))
  await agent({ session: 'seen' }, { prompt: 'Again?' })
  assert.deepEqual(
    lastSent().map(({ content }) => content),
    ['What is it?\n[a picture]', 'A cat', 'Again?'],
  )
})

test('where no pictures are wanted, the model is told their names', async () => {
  world.models().script(calls(['get-tiny-image', {}]), { text: 'Seen' })
  await agent({ tools: [everything], max_tool_pictures: 0 })
  assert.deepEqual(picturesSent(), [])
  assert.match(lastSent().at(-1)?.content ?? '', /\[image\/png, \d+ bytes, not shown\]/)
})

test('a model that refuses pictures goes on with their names, and is not shown another', async () => {
  const blind = { status: 400, body: { error: { message: 'this model does not support image input' } } }
  const shot = calls(['get-tiny-image', {}])
  world.models().script(shot, blind, shot, { text: 'Seen' })
  const before = world.models().requests.length
  const { outputs, logs } = await agent({ model: 'blind', tools: [everything] })
  assert.deepEqual([outputs['response'], world.models().requests.length - before], ['Seen', 4])
  assert.deepEqual(picturesSent(), [])
  assert.match(lastSent().at(-1)?.content ?? '', /not shown pictures/)
  assert.match(logs.map(({ message }) => message).join(), /blind takes no pictures/)
})

test('a session goes on where it was', async () => {
  world.models().script({ text: 'Nice to meet you, Ada.' }, { text: 'Ada.' })
  await agent({ session: 's1' }, { prompt: 'I am Ada' })
  await agent({ session: 's1' }, { prompt: 'Who am I?', system: 'Be short' })
  assert.deepEqual(
    lastSent().map(({ content }) => content),
    ['Be short', 'I am Ada', 'Nice to meet you, Ada.', 'Who am I?'],
  )
})

test('the window bounds what the model is sent, never a result without its call', async () => {
  const again = calls(['slug', { text: 'a' }])
  world.models().script(again, again, again, { text: 'Done' })
  await agent({ tools: [slug], memory: 'messages', memory_size: 3 }, { prompt: 'Task', system: 'Sys' })
  assert.deepEqual(
    lastSent().map(({ role }) => role),
    ['system', 'user', 'assistant', 'tool'],
  )
})

test('gives its answer as data, asked for once more without tools', async () => {
  world.models().script({ text: 'It is 12.' }, { text: '{"degrees": 12}' })
  const { outputs } = await agent({
    response_schema: { type: 'object', properties: { degrees: { type: 'number' } }, required: ['degrees'] },
  })
  assert.deepEqual([outputs['response'], outputs['object']], ['It is 12.', { degrees: 12 }])
})

test('a tool that is not there is named before the model is asked', async () => {
  await assert.rejects(agent({ tools: [{ kind: 'function', name: 'gone' }] }), {
    code: 'tool_unknown',
    field: 'tools',
  })
  await assert.rejects(agent({ tools: [{ kind: 'mcp' }] }), { code: 'tool_unknown' })
})
