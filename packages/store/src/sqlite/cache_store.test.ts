import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { openStore } from '../open_store.ts'

const home = mkdtempSync(join(tmpdir(), 'llamanexus-cache-'))
after(() => rmSync(home, { recursive: true, force: true }))

describe('SQLite: the cache', () => {
  it('keeps a value until its time is over, or for ever, and the last one counts', async () => {
    const now = { ms: 1000 }
    const store = await openStore({ file: ':memory:', clock: () => now.ms })
    const { cache } = store
    assert.deepEqual(await cache.get('a'), { hit: false, value: null })
    await cache.set('a', { deep: [1, null] }, 500)
    await cache.set('null', null)
    assert.deepEqual(await cache.get('a'), { hit: true, value: { deep: [1, null] } })
    assert.deepEqual(await cache.get('null'), { hit: true, value: null })
    now.ms = 1499
    assert.equal((await cache.get('a')).hit, true)
    now.ms = 1500
    assert.equal((await cache.get('a')).hit, false)
    await cache.set('a', 'new')
    now.ms = 1e15
    assert.deepEqual(await cache.get('a'), { hit: true, value: 'new' })
    await store.close()
  })

  it('is there after a restart, and what is over goes with the old runs', async () => {
    const now = { ms: 1000 }
    const options = { file: join(home, 'cache.db'), clock: () => now.ms }
    const first = await openStore(options)
    await first.cache.set('short', 1, 10)
    await first.cache.set('long', 2, 10_000)
    await first.close()
    const second = await openStore(options)
    assert.deepEqual(await second.cache.get('long'), { hit: true, value: 2 })
    now.ms = 2000
    await second.retain({})
    // What is gone stays gone, also for a clock that was set back.
    now.ms = 1000
    assert.equal((await second.cache.get('short')).hit, false)
    assert.equal((await second.cache.get('long')).hit, true)
    await second.close()
  })
})
