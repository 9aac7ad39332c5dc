import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { createFileService } from './index.ts'

const home = mkdtempSync(join(tmpdir(), 'llamanexus-read-'))
after(() => rmSync(home, { recursive: true, force: true }))
const root = join(home, 'files')
const files = createFileService({ root })
const write = (path: string, content: string) => files.write({ path, content, mode: 'overwrite' })
const paths = async (request: Parameters<typeof files.list>[0]) =>
  (await files.list(request)).items.map(({ path }) => path)

describe('files that are there', () => {
  it('of a workspace that nobody has written to are none', async () => {
    const fresh = createFileService({ root: join(home, 'never') })
    assert.deepEqual(await fresh.list(), { items: [], total: 0 })
    await assert.rejects(fresh.list({ folder: 'a' }), { code: 'file_missing' })
    assert.equal(await fresh.remove('a'), false)
  })

  it('are read whole or in pieces, up to a limit', async () => {
    await write('a/long.txt', 'x'.repeat(600_000))
    assert.equal((await files.read({ path: 'a/long.txt' })).length, 600_000)
    await assert.rejects(files.read({ path: 'a/long.txt', max_bytes: 599_999 }), { code: 'file_too_large' })
    const { info, content } = await files.open('a/long.txt')
    assert.deepEqual([info.bytes, info.kind, info.path], [600_000, 'file', 'a/long.txt'])
    const sizes: number[] = []
    for await (const piece of content) sizes.push(piece.length)
    assert.deepEqual(sizes.length > 1 && sizes.reduce((sum, size) => sum + size), 600_000)
    await assert.rejects(files.read({ path: 'nothing' }), { code: 'file_missing' })
    await assert.rejects(files.read({ path: 'a' }), { code: 'path_invalid' })
    await assert.rejects(files.read({ path: 'a/long.txt', signal: AbortSignal.abort() }), { code: 'aborted' })
  })

  it('are written as they stream in, and not at all where they are too large', async () => {
    async function* pieces() {
      for (const text of ['one', 'two', 'three']) yield Buffer.from(text)
    }
    assert.deepEqual(await files.write({ path: 's', content: pieces(), mode: 'create' }), { bytes: 11 })
    assert.equal(String(await files.read({ path: 's' })), 'onetwothree')
    const long = files.write({ path: 't', content: pieces(), mode: 'create', max_bytes: 10 })
    await assert.rejects(long, { code: 'file_too_large' })
    await assert.rejects(files.stat('t'), { code: 'file_missing' })
  })

  it('are listed by folder, by pattern and by page, folders first', async () => {
    for (const path of ['l/b.md', 'l/a.txt', 'l/deep/er/c.md', 'l/.hidden/d.md']) await write(path, path)
    assert.deepEqual(await paths({ folder: 'l' }), ['l/.hidden', 'l/deep', 'l/a.txt', 'l/b.md'])
    assert.deepEqual(await paths({ folder: 'l', recursive: true, glob: '**/*.md' }), [
      'l/b.md',
      'l/deep/er/c.md',
    ])
    assert.deepEqual(await paths({ folder: 'l', recursive: true, search: 'ER/' }), ['l/deep/er/c.md'])
    const page = await files.list({ folder: 'l', limit: 1, offset: 2 })
    assert.deepEqual([page.total, page.items.length, page.items[0]?.path], [4, 1, 'l/a.txt'])
    await assert.rejects(files.list({ glob: '*a'.repeat(30) }), { code: 'glob_invalid', field: 'glob' })
    await assert.rejects(files.list({ folder: '../..' }), { code: 'path_outside' })
  })

  it('are never reached over a link that leads out', async () => {
    writeFileSync(join(home, 'secret.txt'), 'kept')
    await write('in/x', '')
    symlinkSync(join(home, 'secret.txt'), join(root, 'in/link.txt'))
    symlinkSync(home, join(root, 'in/out'))
    await assert.rejects(files.read({ path: 'in/link.txt' }), { code: 'path_outside' })
    await assert.rejects(files.read({ path: 'in/out/secret.txt' }), { code: 'path_outside' })
    await assert.rejects(files.list({ folder: 'in/out' }), { code: 'path_outside' })
    await assert.rejects(files.remove('in/out/secret.txt'), { code: 'path_outside' })
    assert.deepEqual(await paths({ folder: 'in', recursive: true }), ['in/x'])
    assert.equal(await files.remove('in', { recursive: true }), true)
    assert.equal(String(await createFileService({ root: home }).read({ path: 'secret.txt' })), 'kept')
  })

  it('are removed; a folder that is not empty only when it is said', async () => {
    await write('r/one', '')
    await assert.rejects(files.remove('r'), { code: 'folder_not_empty' })
    assert.equal(await files.remove('r/one'), true)
    assert.equal(await files.remove('r/one'), false)
    assert.equal(await files.remove('r'), true)
    await assert.rejects(files.remove('.'), { code: 'path_invalid' })
  })
})
