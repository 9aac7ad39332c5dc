import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { findJson } from './find_json.ts'

const values = (text: string) => findJson(text).map(({ value }) => value)

const CASES: [name: string, text: string, expected: unknown[]][] = [
  ['JSON alone', ' {"a": [1, {"b": 2}]} ', [{ a: [1, { b: 2 }] }]],
  ['a fence', 'Here:\n```json\n{"a": 1}\n```\nDone.', [{ a: 1 }]],
  ['a fence with no end', '```json\n{"a": [1, 2', [{ a: [1, 2] }]],
  ['the json fence before another', '```python\nx = {"no": 1}\n```\n```json\n{"yes": 1}\n```', [{ yes: 1 }]],
  ['sentences around it', 'Sure! {"a": 1} Anything else?', [{ a: 1 }]],
  ['several, in order', '{"a": 1} and [1, 2]', [{ a: 1 }, [1, 2]]],
  ['braces in strings', 'x {"a": "}{", "b": "say \\"}\\""} y', [{ a: '}{', b: 'say "}"' }]],
  ['single quotes', "{'a': 'it is } here', 'b': [True, None]}", [{ a: 'it is } here', b: [true, null] }]],
  ['comments and trailing commas', '{a: 1, /* why */ "b": [2,], // so\n}', [{ a: 1, b: [2] }]],
  ['cut off in a string', '{"items": [{"a": 1}, {"b": "tr', [{ items: [{ a: 1 }, { b: 'tr' }] }]],
  ['cut off after a colon', '{"a": ', [{ a: null }]],
  ['a stray bracket', 'use { to open: {"a": 1}', [{ a: 1 }]],
  ['words in brackets', 'see [the note] and {curly words}', []],
  ['an apostrophe in a sentence', 'don\'t {"a": 1} can\'t', [{ a: 1 }]],
  ['nothing', 'no data here', []],
]

for (const [name, text, expected] of CASES)
  test(`finds JSON in text: ${name}`, () => assert.deepEqual(values(text), expected))

test('any object is found between sentences and in a fence', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const json = JSON.parse(JSON.stringify(value))
      assert.deepEqual(values(`Well: ${JSON.stringify(json)} So.`), [json])
      assert.deepEqual(values(`Well:\n\`\`\`json\n${JSON.stringify(json, null, 2)}\n\`\`\``).at(0), json)
    }),
    { numRuns: 200 },
  )
})

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\'\\ \n`a1-') }), (text) => void findJson(text)),
  )
})

test('text made of brackets alone ends', () => {
  for (const text of ['{', '[', '{"a":', "{'", ']}'].map((piece) => piece.repeat(20_000))) findJson(text)
  findJson('{'.repeat(20_000) + ']'.repeat(20_000))
})
