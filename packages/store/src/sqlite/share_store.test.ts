import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { workflowOf } from '../conformance/harness.ts'
import { openStore } from '../open_store.ts'
import type { ShareRow } from '../share_types.ts'

const home = mkdtempSync(join(tmpdir(), 'llamanexus-shares-'))
after(() => rmSync(home, { recursive: true, force: true }))

const shareOf = (id: string, change: Partial<ShareRow> = {}): ShareRow => ({
  id,
  token: `token-of-${id}`,
  workflow_id: 'w',
  version: 1,
  follow_latest: false,
  include_sample: true,
  title: 'Greeting',
  note: '',
  functions: [],
  created_at: '2030-01-01T00:00:00.000Z',
  expires_at: null,
  ...change,
})

describe('SQLite: shares', () => {
  it('keeps them over a restart and finds each by its token', async () => {
    const file = join(home, 'kept.db')
    const first = await openStore({ file })
    await first.workflows.create(workflowOf('w'))
    const follows = shareOf('b', {
      follow_latest: true,
      functions: null,
      expires_at: '2030-02-01T00:00:00.000Z',
    })
    await first.shares.add(shareOf('a'))
    await first.shares.add(follows)
    await first.close()
    const store = await openStore({ file })
    assert.deepEqual(await store.shares.byToken('token-of-a'), shareOf('a'))
    assert.deepEqual(await store.shares.byToken('token-of-b'), follows)
    assert.equal(await store.shares.byToken('token-of-'), undefined)
    const { items, total } = await store.shares.list('w', { limit: 1, offset: 0 })
    assert.equal(total, 2)
    assert.deepEqual(items, [follows])
    await store.close()
  })

  it('is gone when it is deleted under its own workflow, or its workflow is', async () => {
    const { workflows, shares, close } = await openStore({ file: ':memory:' })
    await workflows.create(workflowOf('w'))
    await shares.add(shareOf('a'))
    await shares.add(shareOf('b'))
    assert.equal(await shares.delete('other', 'a'), false)
    assert.equal(await shares.delete('w', 'a'), true)
    assert.equal(await shares.delete('w', 'a'), false)
    assert.equal(await shares.byToken('token-of-a'), undefined)
    await workflows.delete('w')
    assert.equal(await shares.byToken('token-of-b'), undefined)
    await close()
  })
})
