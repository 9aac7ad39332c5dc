import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Expression, MAX_EXPRESSION_LENGTH, parseExpression } from './parse_expression.ts'

test('a property path is told apart from what must be evaluated', () => {
  assert.deepEqual(parsed('nodes.a.output.x').path, ['nodes', 'a', 'output', 'x'])
  assert.deepEqual(parsed("( nodes['a-b']?.items[0] )").path, ['nodes', 'a-b', 'items', 0])
  assert.deepEqual(parsed('undefined').path, ['undefined'])
  for (const source of [
    'a + 1',
    'a()',
    'a.b()',
    'a[b]',
    'a[-1]',
    'Math.PI',
    'NaN',
    '"text"',
    'a?.()',
    'a.b!=1',
  ]) {
    assert.equal(parsed(source).path, undefined, source)
  }
})

test('references carry root, path, place and whether something stands in', () => {
  const source = "nodes['a'].x.length + (variables.limit ?? 3) + (item?.n || index)"
  assert.deepEqual(
    parsed(source).references.map(({ root, path, start, end, has_default }) => [
      root,
      path,
      source.slice(start, end),
      has_default,
    ]),
    [
      ['nodes', ['a', 'x', 'length'], "nodes['a'].x.length", false],
      ['variables', ['limit'], 'variables.limit', true],
      ['item', ['n'], 'item?.n', true],
      ['index', [], 'index', false],
    ],
  )
})

test('a computed step ends the path and is read itself', () => {
  assert.deepEqual(paths('nodes[which].x'), ['nodes', 'which'])
  assert.deepEqual(paths('nodes.a[nodes.b.key].x'), ['nodes.a', 'nodes.b.key'])
  assert.deepEqual(paths('f(nodes.a.x).y'), ['f', 'nodes.a.x'])
})

test('names declared inside are not references', () => {
  assert.deepEqual(paths('items.map(({ a, b: [c = limit], ...d }, i) => a + c + d + i + outer)'), [
    'items.map',
    'limit',
    'outer',
  ])
  assert.deepEqual(paths('(() => { const x = 1; for (const y of ys) x.z; try { q } catch (e) { e } })()'), [
    'ys',
    'q',
  ])
  assert.deepEqual(paths('({ key: 1, short, [made]: 2, method() { return arguments } })'), ['short', 'made'])
  assert.deepEqual(parsed('Math.max(1, n)').roots, ['Math', 'n'])
})

test('what reaches out or changes things is refused', () => {
  for (const source of [
    'import("fs")',
    'import.meta.url',
    'await x',
    '(async () => await x)()',
    '(function* () { yield 1 })()',
    'a = 1',
    'nodes.a.x = 1',
    '[a] = [1]',
    '({ b: nodes.x } = y)',
    'a++',
    '--a.b',
    'delete nodes.a',
    '(() => { a = 1 })()',
    '(() => { for (a of b) {} })()',
    '(function () { new.target })()',
  ]) {
    assert.equal(parseExpression(source).ok, false, source)
  }
  assert.equal(parsed('list.reduce((sum, x) => { sum.n += x; return sum }, { n: 0 })').roots.length, 1)
})

test('faults are told in words with their place', () => {
  assert.deepEqual(parseExpression('  '), { ok: false, message: 'The expression is empty.', at: 0 })
  assert.deepEqual(parseExpression('a +'), { ok: false, message: 'The expression ends too early.', at: 3 })
  assert.deepEqual(parseExpression('a b'), {
    ok: false,
    message: 'The expression should end here, before "b".',
    at: 2,
  })
  assert.equal(parseExpression(`${'('.repeat(20_000)}`).ok, false)
  assert.equal(parseExpression(' '.repeat(MAX_EXPRESSION_LENGTH) + 'a').ok, false)
  assert.equal(parseExpression('a // said why').ok, true)
})

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void parseExpression(text)))
  const pieces = fc.constantFrom(
    'a',
    '.',
    '(',
    ')',
    '{',
    '}',
    '=>',
    '=',
    '`',
    '${',
    '"',
    '/',
    '[',
    ']',
    '?.',
    '...',
    ' ',
    '#x',
    'new',
    'class',
    'function',
  )
  fc.assert(
    fc.property(fc.array(pieces), (list) => void parseExpression(list.join(''))),
    { numRuns: 500 },
  )
})

function parsed(source: string): Expression {
  const result = parseExpression(source)
  assert.ok(result.ok, `${source}: ${result.ok ? '' : result.message}`)
  return result.expression
}

const paths = (source: string): string[] =>
  parsed(source).references.map(({ root, path }) => [root, ...path].join('.'))
