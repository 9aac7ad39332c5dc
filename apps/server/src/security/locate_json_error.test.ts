import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { locateJsonError } from './locate_json_error.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('locateJsonError', () => {
  const faults: [string, number][] = [
    ['', 0],
    ['{"name": }', 9],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{a:1}', 1],
    ['{"a" 1}', 5],
    ['"a\\x"', 2],
    ['[01]', 2],
    ['{"a":[1}', 7],
    ['{} {}', 3],
    ['[tru]', 1],
    ['{"a":"b', 7],
  ]
  for (const [text, offset] of faults)
    it(`finds offset ${offset} in ${text || 'nothing'}`, () => assert.equal(locateJsonError(text), offset))

  it('finds no fault in JSON, and one in whatever is none', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 2 }), (json, seed, insert) => {
        assert.equal(locateJsonError(json), json.length)
        const at = seed % (json.length + 1)
        const changed = json.slice(0, at) + insert + json.slice(at + 1)
        const offset = locateJsonError(changed)
        // A text that ends too early has its fault at its end, where sound JSON has none.
        if (!isJson(changed)) assert.ok(!isJson(changed.slice(0, offset)) || offset < changed.length)
        else assert.equal(offset, changed.length)
      }),
    )
  })
})
