import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import fc from 'fast-check'
import { createEvaluator } from './evaluator.ts'
import { createExpressionService } from './index.ts'
import { NOT_PLAIN, plainOf } from './plain.ts'
import { loadQuickJs } from './quickjs_module.ts'

const leaves = fc.constantFrom(
  'item',
  'item.a',
  'item.b',
  'item?.b?.c',
  'item.b?.c.length',
  'item["a"]',
  'item[0]',
  'item.a.length',
  'index',
  'items[1]',
  'items.length',
  'undefined',
  'null',
  'true',
  '0',
  '-1',
  '2.5',
  '"x"',
  "'10'",
  '""',
)
const operators = fc.constantFrom(...'+ - * / % < <= > >= === !== == != && ||'.split(' '))
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    fc
      .tuple(tie('expression'), operators, tie('expression'))
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
    fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left}) ?? (${right})`),
    tie('expression').map((each) => `!(${each})`),
    tie('expression').map((each) => `-(${each})`),
    tie('expression').map((each) => `\`<\${${each}}>\``),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([when, yes, no]) => `(${when}) ? (${yes}) : (${no})`),
  ),
}))
const value = fc.oneof(
  fc.constantFrom<JsonValue>(null, 0, 1, 2.5, -3, 1e21, 'x', '10', '', true, false, [], [1, 'a'], {}),
  fc.record({ c: fc.constantFrom<JsonValue>('text', 5, null, [1]) }),
)
const item = fc.oneof(value, fc.record({ a: value, b: value }, { requiredKeys: [] }))

test('whatever is evaluated without a sandbox comes out as it does in one', async () => {
  const evaluator = createEvaluator(await loadQuickJs())
  let plainly = 0
  const property = fc.property(expression, item, (source, given) => {
    const scope: JsonObject = JSON.parse(JSON.stringify({ item: given, index: 3, items: [1, given] }))
    const plain = plainOf(source)
    if (!plain) return
    let result: JsonValue
    try {
      result = plain(scope)
    } catch (error) {
      assert.equal(error, NOT_PLAIN)
      return
    }
    plainly += 1
    const program = { source, names: ['item', 'index', 'items'] }
    const limits = { timeout_ms: 1000, memory_bytes: 16 << 20 }
    const outcome = evaluator.evaluate(program, JSON.stringify(scope), limits)
    assert.ok(outcome.ok && 'json' in outcome, `the sandbox gives ${JSON.stringify(outcome)}`)
    assert.deepEqual(result, JSON.parse(outcome.json))
  })
  fc.assert(property, { numRuns: 3000 })
  assert.ok(plainly > 1000, `only ${plainly} were plain`)
  evaluator.dispose()
})

test('what calls, makes or changes anything is none of its business', () => {
  for (const source of [
    'item.name.trim()',
    'Math.max(1, 2)',
    '[item]',
    '({ a: item })',
    'item[index]',
    'item.constructor',
    'item["__proto__"]',
    'item.toString',
    '(() => 1)()',
    'typeof item',
    'item in items',
    '/a/',
    '1n',
    'item ** 2',
  ])
    assert.equal(plainOf(source), undefined, source)
})

test('inherited properties are not there, and names that are not in scope are left to the sandbox', () => {
  assert.equal(plainOf('item.watch')?.({ item: {} }), null)
  for (const source of ['nope', 'NaN', 'item.a.b', 'item === items', '`${item.f}`'])
    assert.throws(
      () => plainOf(source)?.({ item: { f: 0.1, a: null }, items: [] }),
      (error) => error === NOT_PLAIN,
      source,
    )
})

test('many items are evaluated without holding up the thread, and can be aborted', async () => {
  const service = createExpressionService({ workers: 1 })
  const items = Array.from({ length: 500_000 }, (_, id) => ({ id, price: id % 7 }))
  let turns = 0
  const counting = setInterval(() => (turns += 1), 1)
  const results = await service.evaluateEach('item.price > 3 && item.id % 2 === 0', items, {})
  clearInterval(counting)
  assert.equal(results.filter(Boolean).length, items.filter(({ id }) => id % 7 > 3 && id % 2 === 0).length)
  assert.ok(turns > 0)
  const abort = new AbortController()
  const aborted = service.evaluateEach('item.price > 3', items, {}, { signal: abort.signal })
  abort.abort()
  await assert.rejects(Promise.resolve(aborted), { code: 'aborted' })
  await service.close()
})

test('one odd item leaves all to the sandbox, which says what it is', async () => {
  const service = createExpressionService({ workers: 1 })
  const items: JsonValue[] = Array.from({ length: 100 }, (_, id) => ({ id }))
  items[40] = { id: [7] }
  const results = await service.evaluateEach('item.id * 2', items, {})
  assert.deepEqual([results[40], results[41]], [14, 82])
  await assert.rejects(async () => service.evaluateEach('item.id * 2', [{ id: 1 }, null], {}), {
    code: 'expression_failed',
    message: /item 1/,
  })
  items[50] = null
  await assert.rejects(async () => service.evaluateEach('item.id * 2', items, {}), {
    code: 'expression_failed',
    message: /item 50/,
  })
  await service.close()
})
