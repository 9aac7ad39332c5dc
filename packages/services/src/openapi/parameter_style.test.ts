import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@llamanexus/workflow'
import { type ParameterStyle, serializeParameter } from './parameter_style.ts'

/** The table "Style Examples" of OpenAPI 3.1.1: empty, string, array, object; null where it has no entry. */
const TABLE: [ParameterStyle['style'], ParameterStyle['in'], boolean, (string | null)[]][] = [
  ['matrix', 'path', false, [';color', ';color=blue', ';color=blue,black,brown', ';color=R,100,G,200,B,150']],
  [
    'matrix',
    'path',
    true,
    [';color', ';color=blue', ';color=blue;color=black;color=brown', ';R=100;G=200;B=150'],
  ],
  ['label', 'path', false, ['.', '.blue', '.blue,black,brown', '.R,100,G,200,B,150']],
  ['label', 'path', true, ['.', '.blue', '.blue.black.brown', '.R=100.G=200.B=150']],
  ['simple', 'path', false, ['', 'blue', 'blue,black,brown', 'R,100,G,200,B,150']],
  ['simple', 'path', true, ['', 'blue', 'blue,black,brown', 'R=100,G=200,B=150']],
  ['simple', 'header', false, ['', 'blue', 'blue,black,brown', 'R,100,G,200,B,150']],
  ['form', 'query', false, ['color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150']],
  [
    'form',
    'query',
    true,
    ['color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
  ],
  [
    'form',
    'cookie',
    true,
    ['color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
  ],
  [
    'spaceDelimited',
    'query',
    false,
    [null, null, 'color=blue%20black%20brown', 'color=R%20100%20G%20200%20B%20150'],
  ],
  [
    'pipeDelimited',
    'query',
    false,
    [null, null, 'color=blue%7Cblack%7Cbrown', 'color=R%7C100%7CG%7C200%7CB%7C150'],
  ],
  ['deepObject', 'query', true, [null, null, null, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150']],
]
const VALUES: JsonValue[] = ['', 'blue', ['blue', 'black', 'brown'], { R: 100, G: 200, B: 150 }]

for (const [style, place, explode, expected] of TABLE)
  test(`${style} in ${place}${explode ? ', exploded' : ''}`, () => {
    expected.forEach((text, at) => {
      if (text === null) return
      const parameter: ParameterStyle = { name: 'color', in: place, style, explode }
      assert.equal(serializeParameter(parameter, VALUES[at] as JsonValue).join('&'), text)
    })
  })

const query = (value: JsonValue, options: Partial<ParameterStyle> = {}) =>
  serializeParameter({ name: 'q', in: 'query', style: 'form', explode: true, ...options }, value).join('&')

test('what means something in an address is encoded, or left where the description allows it', () => {
  assert.equal(query('a/b?c=d&e f'), 'q=a%2Fb%3Fc%3Dd%26e%20f')
  assert.equal(query('a/b?c=d&e f', { allowReserved: true }), 'q=a/b?c=d%26e%20f')
  assert.equal(query('100%25 ü', { allowReserved: true }), 'q=100%25%20%C3%BC')
  assert.equal(query("it's (ok)!*"), 'q=it%27s%20%28ok%29%21%2A')
  assert.equal(query('\ud800'), 'q=%EF%BF%BD')
})

test('a path cannot be left by a value', () => {
  const path = { name: 'id', in: 'path', style: 'simple', explode: false } as const
  assert.deepEqual(serializeParameter(path, '../../admin?x'), ['..%2F..%2Fadmin%3Fx'])
})

test('an empty list or object sends nothing', () => {
  for (const value of [[], {}])
    for (const explode of [true, false]) assert.equal(query(value, { explode }), '')
})

test('objects in objects and lists in objects', () => {
  const deep = (value: JsonValue) => query(value, { style: 'deepObject' })
  assert.equal(deep({ a: { b: 1 }, c: [1, 2], d: null }), 'q%5Ba%5D%5Bb%5D=1&q%5Bc%5D=1&q%5Bc%5D=2')
})
