import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readYaml } from './read_yaml.ts'

test('plain words are what YAML 1.2 has them be', () => {
  assert.deepEqual(readYaml('a: 2020-01-01\nb: no\nc: 1.0\nd: 0x10\ne: ~\n200: ok\n"x": [1, true]'), {
    a: '2020-01-01',
    b: 'no',
    c: 1,
    d: 16,
    e: null,
    200: 'ok',
    x: [1, true],
  })
})

test('aliases are what they stand for, up to a bound', () => {
  assert.deepEqual(readYaml('a: &a {b: 1}\nc: *a'), { a: { b: 1 }, c: { b: 1 } })
  assert.deepEqual(readYaml('a: &a {b: 1}\nc: {<<: *a, d: 2}'), { a: { b: 1 }, c: { b: 1, d: 2 } })
  const levels = Array.from({ length: 30 }, (_, n) =>
    n === 0 ? 'l0: &l0 [1, 1]' : `l${n}: &l${n} [*l${n - 1}, *l${n - 1}]`,
  )
  assert.throws(() => readYaml(levels.join('\n')), /stand for more than/)
  assert.throws(() => readYaml('a: &a\n  b: *a'), Error)
})

test('a mistake is told with its line', () => {
  assert.throws(() => readYaml('a: 1\nb: [1, 2\nc: 3'), /\(\d+:\d+\)/)
})
