import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStore } from '../open_store.ts'

const entry = (key: string) => ({
  key,
  level: 'info' as const,
  title: `Title ${key}`,
  message: 'Text',
  workflow_id: 'wf',
  execution_id: 'run',
  node_id: 'tell',
})

describe('SQLite: notifications', () => {
  it('keeps one a key, newest first, and counts what is unread', async () => {
    const { notifications, close } = await openStore({ file: ':memory:', clock: () => 1000 })
    const { notification: first } = await notifications.add(entry('a'))
    assert.deepEqual(await notifications.add(entry('a')), { notification: first, is_new: false })
    const { notification: second } = await notifications.add(entry('b'))
    const all = await notifications.list({ limit: 10, offset: 0 })
    assert.deepEqual(
      all.items.map(({ title }) => title),
      ['Title b', 'Title a'],
    )
    assert.deepEqual([all.total, all.unread], [2, 2])
    assert.equal(await notifications.read([second.id, 'nothing']), 1)
    const unread = await notifications.list({ unread: true, limit: 10, offset: 0 })
    assert.deepEqual([unread.total, unread.items[0]?.id], [1, first.id])
    assert.equal(await notifications.read(), 0)
    assert.equal(await notifications.delete(first.id), true)
    assert.equal(await notifications.delete(first.id), false)
    await close()
  })

  it('gives what came after a number, and no number twice', async () => {
    const { notifications, close } = await openStore({ file: ':memory:' })
    assert.equal(await notifications.last(), 0)
    const added = await Promise.all(['a', 'b', 'c'].map((key) => notifications.add(entry(key))))
    const [a, b, c] = added.map(({ notification }) => notification)
    assert.deepEqual(await notifications.after(a?.seq ?? 0, 10), [b, c])
    assert.deepEqual(await notifications.after(0, 1), [a])
    await notifications.delete(c?.id ?? '')
    assert.equal(await notifications.last(), c?.seq)
    const { notification: d } = await notifications.add(entry('d'))
    assert.deepEqual(await notifications.after(c?.seq ?? 0, 10), [d])
    await close()
  })

  it('keeps the newest thousand', async () => {
    const { notifications, close } = await openStore({ file: ':memory:' })
    for (let i = 0; i < 1005; i++) await notifications.add(entry(String(i)))
    const { total, items } = await notifications.list({ limit: 1, offset: 999 })
    assert.deepEqual([total, items[0]?.title], [1000, 'Title 5'])
    await close()
  })
})
