import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApiProblem } from '../problems/api_problem.ts'
import { parseJson } from './parse_json.ts'

const problemOf = (text: string): ApiProblem => {
  try {
    parseJson(text)
  } catch (error) {
    if (error instanceof ApiProblem) return error
  }
  throw new Error('Nothing was refused')
}

describe('parseJson', () => {
  it('parses any JSON value, and nothing as absent', () => {
    assert.deepEqual(parseJson('{"a":[1,null]}'), { a: [1, null] })
    assert.equal(parseJson('0'), 0)
    assert.equal(parseJson(''), undefined)
  })

  it('says where the syntax breaks', () => {
    assert.match(problemOf('{\n  "a": 1,\n  b: 2\n}').message, /line 3, column 3/)
    assert.equal(problemOf('{"a": ').status, 400)
  })

  it('refuses a key that reaches a prototype, however it is written', () => {
    assert.equal(problemOf('{"__proto__": {}}').options.errors?.[0]?.code, 'key_forbidden')
    assert.equal(problemOf('{"\\u005f_proto__": {}}').options.errors?.[0]?.code, 'key_forbidden')
    assert.deepEqual(parseJson('{"text": "__proto__"}'), { text: '__proto__' })
  })

  it('refuses a value too deep to be walked', () => {
    assert.equal(problemOf('['.repeat(501) + ']'.repeat(501)).options.errors?.[0]?.code, 'too_deep')
    assert.ok(parseJson(`"${'['.repeat(2000)}"`))
  })
})
