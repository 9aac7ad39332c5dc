import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, it } from 'node:test'
import { workflowOf } from '../conformance/harness.ts'
import { up } from '../migrations/0004_credentials.ts'
import { openStore } from '../open_store.ts'
import type { CredentialRow } from '../types.ts'

const home = mkdtempSync(join(tmpdir(), 'llamanexus-credentials-'))
after(() => rmSync(home, { recursive: true, force: true }))

const rowOf = (id: string, change: Partial<CredentialRow> = {}): CredentialRow => ({
  id,
  name: id,
  type: 'bearer',
  hosts: ['api.example.com'],
  fields: { in: 'header' },
  key_id: 'key_1',
  sealed: new Uint8Array([1, 2, 3]),
  created_at: '2030-01-01T00:00:00.000Z',
  updated_at: '2030-01-01T00:00:00.000Z',
  ...change,
})

const using = (id: string, config: Record<string, string>) =>
  workflowOf(id, { nodes: [{ id: 'n', type: 'http_request', position: { x: 0, y: 0 }, config }] })

describe('SQLite: credentials', () => {
  it('keeps them over a restart, by name, each name once', async () => {
    const file = join(home, 'kept.db')
    const first = await openStore({ file })
    await first.credentials.put('b', () => rowOf('b'))
    await first.credentials.put('a', () => rowOf('a'))
    await assert.rejects(
      first.credentials.put('c', () => rowOf('c', { name: 'A' })),
      { code: 'name_taken' },
    )
    await first.close()
    const { credentials, close } = await openStore({ file })
    const list = await credentials.list()
    assert.deepEqual(
      list.map(({ id }) => id),
      ['a', 'b'],
    )
    assert.deepEqual(await credentials.get('a'), rowOf('a'))
    assert.equal((await credentials.named('A'))?.id, 'a')
    assert.equal(await credentials.delete('a'), true)
    assert.equal(await credentials.delete('a'), false)
    assert.equal(await credentials.get('a'), undefined)
    await close()
  })

  it('writes nothing where the change throws, and all or nothing for all', async () => {
    const store = await openStore({ file: ':memory:' })
    const { credentials } = store
    for (const id of ['a', 'b']) await credentials.put(id, () => rowOf(id))
    const broken = new Error('broken')
    const fail = () => {
      throw broken
    }
    await assert.rejects(credentials.put('a', fail), broken)
    await assert.rejects(
      credentials.changeAll((rows) => rows.map((row) => ({ ...row, key_id: 'key_2', name: 'same' }))),
      { code: 'name_taken' },
    )
    assert.deepEqual(await credentials.list(), [rowOf('a'), rowOf('b')])
    await credentials.changeAll((rows) => rows.map((row) => ({ ...row, key_id: 'key_2' })))
    assert.equal((await credentials.get('b'))?.key_id, 'key_2')
    await store.close()
  })

  it('knows which workflows refer to one in their current version', async () => {
    const store = await openStore({ file: ':memory:' })
    await store.workflows.create(using('one', { credential: 'cred_1', token: '{{ secrets.key }}' }))
    await store.workflows.create(using('two', { credential: 'cred_1' }))
    await store.workflows.save(using('two', { credential: 'cred_2' }), { change_summary: '' })
    const uses = await store.credentials.uses(['cred_1', 'cred_2', 'secrets.key', 'cred_3'])
    assert.deepEqual(uses.map(({ reference, workflow }) => `${reference} ${workflow.id}`).toSorted(), [
      'cred_1 one',
      'cred_2 two',
      'secrets.key one',
    ])
    await store.workflows.delete('one')
    assert.deepEqual(await store.credentials.uses(['cred_1']), [])
    await store.close()
  })

  it('finds the references of workflows that were there before', async () => {
    const file = join(home, 'before.db')
    const store = await openStore({ file })
    await store.workflows.create(using('one', { credential: 'cred_1', note: '{{ secrets.key }}' }))
    await store.close()
    const db = new DatabaseSync(file)
    db.exec('DROP TABLE credentials; DROP TABLE workflow_credentials')
    up(db)
    const found = db.prepare('SELECT reference FROM workflow_credentials ORDER BY 1').all()
    db.close()
    assert.deepEqual(
      found.map(({ reference }) => reference),
      ['cred_1'],
    )
  })
})
