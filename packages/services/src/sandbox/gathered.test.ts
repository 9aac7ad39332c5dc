import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gathered } from './gathered.ts'

test('little goes on at once, a flood in few pieces, and nothing is lost', () => {
  let time = 0
  const pieces: string[] = []
  const printed = gathered(
    (text) => pieces.push(text),
    () => time,
  )
  printed.add('a\n')
  assert.deepEqual(pieces, ['a\n'])
  for (let line = 0; line < 10_000; line++) printed.add(`${line}\n`)
  const before = pieces.length
  assert.ok(before < 110, `${before} pieces`)
  time += 20
  printed.pass()
  assert.equal(pieces.length, before + 1)
  printed.add('z')
  printed.end()
  const lines = Array.from({ length: 10_000 }, (_, line) => `${line}\n`)
  assert.equal(pieces.join(''), `a\n${lines.join('')}z`)
})
