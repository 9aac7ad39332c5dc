import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSettling } from './settling.ts'

const file = (path: string, size: number) => ({ path, size, mtime: size * 10, inode: '1' })

test('a file that still grows is not told, and one that has settled is told once', () => {
  const settling = createSettling([], 100)
  settling.see('a', file('a', 1), 0)
  settling.see('a', file('a', 2), 60)
  assert.deepEqual(settling.settled(110), [])
  assert.equal(settling.nextAt(), 160)
  settling.see('a', file('a', 2), 160)
  const changes = settling.settled(160)
  assert.deepEqual(changes, [{ path: 'a', event: 'create', file: file('a', 2) }])
  settling.accept(changes)
  settling.see('a', file('a', 2), 200)
  assert.deepEqual([settling.settled(999), settling.nextAt()], [[], undefined])
})

test('what goes and comes back the same in between is nothing, and what is replaced a change', () => {
  const settling = createSettling([file('a', 1), file('b', 1)], 100)
  for (const path of ['a', 'b']) settling.see(path, undefined, 0)
  settling.see('a', file('a', 1), 50)
  settling.see('b', file('b', 2), 50)
  assert.deepEqual(settling.settled(150), [{ path: 'b', event: 'change', file: file('b', 2) }])
})

test('whatever happened in between, what was told leads from what was known to what is there', () => {
  const step = fc.record({
    path: fc.constantFrom('a', 'b', 'c'),
    size: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    wait: fc.integer({ min: 0, max: 150 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const settling = createSettling([file('a', 1)], 100)
      const there = new Map([['a', 1]])
      const told = new Map([['a', 1]])
      let now = 0
      const tell = () => {
        const changes = settling.settled(now)
        for (const { path, event, file: known } of changes) {
          assert.equal(event === 'create', !told.has(path))
          if (event === 'delete') assert.ok(told.delete(path))
          else told.set(path, known.size)
        }
        settling.accept(changes)
      }
      for (const { path, size, wait } of steps) {
        if (size === undefined) there.delete(path)
        else there.set(path, size)
        settling.see(path, size === undefined ? undefined : file(path, size), now)
        now += wait
        tell()
      }
      now += 100
      tell()
      assert.deepEqual([...told].toSorted(), [...there].toSorted())
    }),
  )
})
