import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FunctionDraft } from '@llamanexus/contract'
import { openStore } from '../open_store.ts'

const draft: FunctionDraft = {
  name: 'greet',
  description: 'Greets',
  language: 'javascript',
  code: 'return `Hello ${name}`',
  parameters: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
}

describe('SQLite: functions', () => {
  it('keeps what was written, counts saves, and finds by name and description', async () => {
    const now = { ms: 1000 }
    const { functions, close } = await openStore({ file: ':memory:', clock: () => now.ms })
    const made = await functions.create({ ...draft, extra: 1 } as FunctionDraft)
    assert.deepEqual(made, {
      ...draft,
      version: 1,
      created_at: '1970-01-01T00:00:01.000Z',
      updated_at: '1970-01-01T00:00:01.000Z',
    })
    now.ms = 2000
    const saved = await functions.save('greet', { ...draft, returns: { type: 'string' } }, { expected: 1 })
    assert.equal(saved?.version, 2)
    assert.deepEqual(saved?.returns, { type: 'string' })
    assert.equal(saved?.updated_at, '1970-01-01T00:00:02.000Z')
    await functions.create({ ...draft, name: 'Alpha_1', description: '100 % of it' })
    const names = async (search?: string) =>
      (await functions.list({ search, limit: 10, offset: 0 })).items.map(({ name }) => name)
    assert.deepEqual(await names(), ['Alpha_1', 'greet'])
    assert.deepEqual(await names('100 %'), ['Alpha_1'])
    assert.deepEqual(await names('GREET'), ['greet'])
    assert.deepEqual(await names('zzz'), [])
    const second = await functions.list({ limit: 1, offset: 1 })
    assert.equal(second.total, 2)
    assert.equal(second.items[0]?.name, 'greet')
    await close()
  })

  it('refuses a stale save or delete and a name that is taken, and renames', async () => {
    const { functions, close } = await openStore({ file: ':memory:' })
    await functions.create(draft)
    await assert.rejects(functions.create(draft), { code: 'conflict' })
    await functions.save('greet', draft)
    const stale = { code: 'stale', current_version: 2 }
    await assert.rejects(functions.save('greet', draft, { expected: 1 }), stale)
    await assert.rejects(functions.delete('greet', { expected: 1 }), stale)
    await functions.create({ ...draft, name: 'other' })
    await assert.rejects(functions.save('greet', { ...draft, name: 'other' }), { code: 'conflict' })
    assert.equal((await functions.save('greet', { ...draft, name: 'hail' }))?.version, 3)
    assert.equal(await functions.get('greet'), undefined)
    assert.equal(await functions.save('greet', draft), undefined)
    assert.equal(await functions.delete('greet'), false)
    assert.equal(await functions.delete('hail', { expected: 3 }), true)
    await close()
  })
})
