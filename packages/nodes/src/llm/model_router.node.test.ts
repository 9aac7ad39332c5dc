import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createLlmService } from '@llamanexus/services/llm'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import type { JsonObject } from '@llamanexus/workflow'
import fc from 'fast-check'
import { testWorld } from '../test/test_world.ts'
import { type Candidate, rankModels, STRATEGIES } from './choose_model.ts'

const world = testWorld()
const prompt = 'What is the capital of France?\n\nParis is the capital of France.'
let server: LlmServer
let llm: ReturnType<typeof createLlmService>
before(async () => {
  server = await startLlmServer([
    { id: 'small', context_length: 100 },
    { id: 'large', context_length: 100_000, pricing: { prompt: '0.000002', completion: '0.000004' } },
  ])
  llm = createLlmService({
    http: world.services().http,
    providers: [{ name: 'house', base_url: server.url }],
    local_servers: [],
  })
})
after(async () => {
  await llm.close()
  await server.close()
})

const route = (config: JsonObject, inputs: JsonObject = {}) =>
  world.run('model_router', {
    config,
    inputs: { prompt, ...inputs },
    services: { ...world.services(), llm },
  })

test('rules are tried in order, over the prompt and its length', async () => {
  const rules: JsonObject[] = [
    { when: 'tokens > 1000', model: 'house/large', reason: 'long' },
    { when: 'prompt.includes("France")', model: 'builtin' },
  ]
  const short = await route({ strategy: 'rules', rules })
  assert.deepEqual(
    [short.outputs['model'], short.outputs['response']],
    ['builtin', 'Paris is the capital of France.'],
  )
  assert.match(String(short.outputs['reason']), /rule 2 holds: prompt\.includes/)
  const long = await route({ strategy: 'rules', rules }, { prompt: 'word '.repeat(2000) })
  assert.deepEqual([long.outputs['model'], long.outputs['reason']], ['house/large', 'long'])
  await assert.rejects(route({ strategy: 'rules', rules: [{ when: 'no.such()', model: 'x' }] }), {
    code: 'expression_failed',
  })
  await assert.rejects(route({ strategy: 'rules', rules: [] }), {
    code: 'model_unknown',
    field: 'default_model',
  })
})

test('a choice alone asks nobody', async () => {
  const before = server.requests.length
  const { outputs } = await route({ strategy: 'longest_context', answer: false })
  assert.equal(server.requests.length, before)
  assert.equal(outputs['model'], 'house/large')
  assert.match(String(outputs['reason']), /100000 tokens/)
  assert.ok(!('response' in outputs))
})

test('prices and contexts come from the provider, and limits refuse with a reason', async () => {
  const { outputs } = await route({ answer: false, strategy: 'cheapest', max_tokens: 1000 })
  const [first, second] = outputs['candidates'] as JsonObject[]
  assert.equal(first?.['model'], 'house/large')
  assert.equal(first?.['cost'], (16 * 2 + 1000 * 4) / 1e6)
  assert.match(String(second?.['refused']), /context of 100 tokens is shorter than 1016/)
  await assert.rejects(
    route({ answer: false, max_cost: 0.000001 }),
    (error: { details: unknown; code: string }) => {
      assert.equal(error.code, 'model_unknown')
      return /more than 0.000001/.test(JSON.stringify(error.details))
    },
  )
  const standIn = await route({ answer: false, max_cost: 0.000001, default_model: 'builtin' })
  assert.equal(standIn.outputs['model'], 'builtin')
})

test('the next best answers where the chosen one does not, and that is said', async () => {
  const candidates = [
    { model: 'house/large', quality: 0.9 },
    { model: 'builtin', quality: 0.1 },
  ]
  server.script({ status: 503 })
  const { outputs, logs } = await route({ strategy: 'best', candidates })
  assert.deepEqual([outputs['model'], outputs['response']], ['builtin', 'Paris is the capital of France.'])
  assert.equal((outputs['fallbacks'] as JsonObject[])[0]?.['model'], 'house/large')
  assert.match(logs.map(({ message }) => message).join('\n'), /Chose house\/large[\s\S]*asking builtin/)
  server.script({ status: 503 })
  await assert.rejects(route({ strategy: 'best', candidates, use_fallback: false }), {
    code: 'provider_error',
  })
})

test('a classifier reads the prompt, and its tokens count', async () => {
  const labels = { geography: 'builtin', code: { model: 'house/large', description: 'programs' } }
  server.script({ text: '{"label": "geography"}' })
  const { outputs } = await route({ strategy: 'classifier', labels, classifier_model: 'house/large' })
  assert.deepEqual([outputs['label'], outputs['model']], ['geography', 'builtin'])
  assert.ok((outputs['usage'] as { total_tokens: number }).total_tokens > 12)
  const builtin = await route({ strategy: 'classifier', labels, classifier_model: 'builtin', answer: false })
  assert.ok(['geography', 'code'].includes(String(builtin.outputs['label'])))
})

test('a classifier that names no label has found none, and a rule that fails is named', async () => {
  const labels = { geography: 'builtin' }
  const unsure = { strategy: 'classifier', labels, classifier_model: 'house/large', answer: false }
  server.script({ text: 'Hm' }, { text: 'Who knows' })
  const { outputs } = await route({ ...unsure, default_model: 'builtin' })
  assert.equal(outputs['model'], 'builtin')
  assert.match(String(outputs['reason']), /no label fits/)
  const bothRounds = { prompt_tokens: 14, completion_tokens: 10, total_tokens: 24 }
  const cost = (14 * 2 + 10 * 4) / 1e6
  assert.deepEqual([outputs['usage'], outputs['cost']], [bothRounds, cost])
  server.script({ text: 'Hm' }, { text: 'Who knows' })
  await assert.rejects(route(unsure), {
    code: 'model_unknown',
    field: 'default_model',
    spent: { usage: bothRounds, cost },
  })
  await assert.rejects(route({ strategy: 'rules', rules: [{ when: 'prompt.x.y', model: 'builtin' }] }), {
    code: 'expression_failed',
    field: 'rules',
  })
})

test('what comes in at criteria goes before the configuration, and is checked', async () => {
  const { outputs } = await route(
    { strategy: 'best', answer: false },
    { criteria: { strategy: 'rules', rules: [{ when: 'true', model: 'house/small' }] } },
  )
  assert.equal(outputs['model'], 'house/small')
  const wrong: JsonObject[] = [{ strategie: 'best' }, { strategy: 'worst' }, { candidates: [{ quality: 1 }] }]
  for (const criteria of wrong)
    await assert.rejects(route({ answer: false }, { criteria }), { code: 'input_invalid', field: 'criteria' })
})

test('what was measured decides who is fastest', async () => {
  for (const model of ['house/small', 'builtin'])
    await llm.chat({ model, messages: [{ role: 'user', content: 'Hi' }] })
  const { outputs } = await route({
    strategy: 'fastest',
    answer: false,
    candidates: [
      { model: 'house/small', latency_ms: 900, context_length: 9000 },
      { model: 'slow', latency_ms: 1000 },
      'new',
    ],
  })
  assert.deepEqual(
    (outputs['candidates'] as JsonObject[]).map(({ model }) => model),
    ['house/small', 'slow', 'new'],
  )
})

describe('ranking', () => {
  const figure = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null })
  const candidate = fc.record({
    model: fc.string({ minLength: 1 }),
    quality: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
    cost: figure,
    latency_ms: figure,
    context_length: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: null }),
  })
  const weights = { quality: 1, cost: 1, speed: 1 }

  test('loses nobody, puts the refused last, and never chooses what a limit forbids', () => {
    fc.assert(
      fc.property(
        fc.array(candidate, { maxLength: 8 }),
        fc.constantFrom(...STRATEGIES),
        fc.integer({ min: 0, max: 1000 }),
        (candidates: Candidate[], strategy, tokens) => {
          const ranked = rankModels(candidates, { strategy, tokens, weights, max_cost: 50 })
          assert.equal(ranked.length, candidates.length)
          const refused = ranked.map((each) => each.refused !== null)
          assert.ok(!refused.some((each, index) => each && refused[index + 1] === false))
          for (const each of ranked.filter((one) => one.refused === null)) {
            assert.ok(each.cost !== null && each.cost <= 50)
            assert.ok(each.context_length === null || each.context_length >= tokens)
          }
        },
      ),
    )
  })

  test('one that is better in everything is never behind', () => {
    fc.assert(
      fc.property(
        fc.array(candidate, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...STRATEGIES),
        (others: Candidate[], strategy) => {
          const best = { model: 'best', quality: 1, cost: 0, latency_ms: 0, context_length: 2000 }
          const [first] = rankModels([best, ...others], { strategy, tokens: 1, weights })
          assert.equal(first?.model, 'best')
        },
      ),
    )
  })
})
