import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'
import { findMatches, isQuick } from './find_matches.ts'

const world = testWorld()

const extract = async (text: string, pattern: string, config: JsonObject = {}) =>
  (await world.run('regex_extract', { inputs: { text, pattern }, config })).outputs['matches']

test('flags and groups', async () => {
  assert.deepEqual(await extract('A a', 'a', { flags: 'gi', group: 0 }), ['A', 'a'])
  assert.deepEqual(await extract('x=1 y=', '(\\w)=(\\d)?', { group: 2 }), ['1', null])
  await assert.rejects(extract('a', 'a', { group: 'year' }), /no group "year"/)
})

test('empty matches end', async () => {
  assert.deepEqual(await extract('ab', 'x*', { group: 0 }), ['', '', ''])
})

test('only patterns that are surely quick run on the main thread', () => {
  for (const pattern of ['\\d+', '[a-z]{2}-\\d{4}', '(\\w+)@x', '^a|b$', '(?<year>\\d{4})'])
    assert.ok(isQuick(pattern, 'x'), pattern)
  for (const pattern of ['(a+)+$', '(a|a)*b', 'a*a*b', '(a)\\1+', '(?=a)b', '(a{2}){3}', 'x{1,}y+'])
    assert.ok(!isQuick(pattern, 'x'), pattern)
  assert.ok(!isQuick('a', 'x'.repeat(100_000)))
})

test('the sandbox finds what the main thread finds', async () => {
  const text = 'due 2024-05, 2025-06'
  const pattern = '(?:(?<year>\\d+)-(\\d+))+(,)?'
  assert.ok(!isQuick(pattern, text))
  assert.deepEqual(await extract(text, pattern), findMatches({ text, pattern, flags: '', limit: 10 }))
})

test('a pattern that would take for ever is ended', async () => {
  const fails = extract(`${'a'.repeat(50)}!`, '(a+)+$')
  await assert.rejects(fails, (error) => error instanceof NodeError && error.code === 'timeout')
})
