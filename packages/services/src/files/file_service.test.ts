import assert from 'node:assert/strict'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import fc from 'fast-check'
import { createFileService } from './index.ts'

const home = mkdtempSync(join(tmpdir(), 'llamanexus-files-'))
after(() => rmSync(home, { recursive: true, force: true }))
const root = join(home, 'files')
const files = createFileService({ root })
const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe('files', () => {
  it('writes text and bytes, makes the folders, and says how much it wrote', async () => {
    assert.deepEqual(await files.write({ path: 'a/b/c.txt', content: 'Grüße', mode: 'overwrite' }), {
      bytes: 7,
    })
    assert.equal(read('a/b/c.txt'), 'Grüße')
    await files.write({ path: 'a/b/c.txt', content: new Uint8Array([65]), mode: 'overwrite' })
    assert.equal(read('a/b/c.txt'), 'A')
  })

  it('appends, also where nothing is yet', async () => {
    for (const content of ['one\n', 'two\n']) await files.write({ path: 'log.txt', content, mode: 'append' })
    assert.equal(read('log.txt'), 'one\ntwo\n')
  })

  it('creates only where nothing is', async () => {
    const create = (content: string) => files.write({ path: 'once.txt', content, mode: 'create' })
    await create('first')
    await assert.rejects(create('second'), { code: 'file_exists', field: 'path' })
    assert.equal(read('once.txt'), 'first')
  })

  it('shows the old or the new content to who reads meanwhile, and leaves nothing beside it', async () => {
    const contents = ['a', 'b'].map((letter) => letter.repeat(200_000))
    await files.write({ path: 'whole.txt', content: contents[0] ?? '', mode: 'overwrite' })
    const writing = Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        files.write({ path: 'whole.txt', content: contents[at % 2] ?? '', mode: 'overwrite' }),
      ),
    )
    const state = { done: false }
    void writing.then(() => (state.done = true))
    while (!state.done) {
      assert.ok(contents.includes(read('whole.txt')))
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.deepEqual(
      readdirSync(root).filter((name) => name.endsWith('.part')),
      [],
    )
  })

  it('refuses what leads out, by its text or by a link', async () => {
    symlinkSync(home, join(root, 'way-out'))
    writeFileSync(join(home, 'secret.txt'), 'kept')
    symlinkSync(join(home, 'secret.txt'), join(root, 'link.txt'))
    const bad = [
      '../x',
      'a/../../x',
      '/etc/passwd',
      'C:\\x',
      '..\\x',
      'way-out/x',
      'way-out/new/x',
      '',
      'a/',
      '.',
      'a\0b',
    ]
    for (const path of bad)
      for (const mode of ['overwrite', 'append', 'create'] as const)
        await assert.rejects(files.write({ path, content: 'mine', mode }), { code: /^path_/ }, path)
    await assert.rejects(files.write({ path: 'link.txt', content: 'mine', mode: 'append' }), {
      code: 'path_outside',
    })
    assert.equal(readFileSync(join(home, 'secret.txt'), 'utf8'), 'kept')
    assert.ok(!existsSync(join(home, 'x')) && !existsSync(join(home, 'new')))
  })

  it('writes nowhere else, whatever the path', async () => {
    const before = readdirSync(home).toSorted()
    const segment = fc.constantFrom('..', '.', '', 'a', 'b.txt', 'way-out', '~', '\\', 'c\\..\\..\\d')
    const property = fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 5 }), async (segments) => {
      await files.write({ path: segments.join('/'), content: 'x', mode: 'overwrite' }).catch(() => undefined)
      assert.deepEqual(readdirSync(home).toSorted(), before)
    })
    await fc.assert(property, { numRuns: 200 })
  })

  it('says what is in the way', async () => {
    await files.write({ path: 'file', content: '', mode: 'overwrite' })
    await files.write({ path: 'folder/in', content: '', mode: 'overwrite' })
    const write = (path: string) => files.write({ path, content: '', mode: 'overwrite' })
    await assert.rejects(write('file/x'), { code: 'path_invalid', message: /leads through a file/ })
    await assert.rejects(write('folder'), { code: 'path_invalid', message: /is a folder/ })
    await assert.rejects(write('n'.repeat(300)), { code: 'path_invalid' })
    const signal = AbortSignal.abort()
    await assert.rejects(files.write({ path: 'x', content: '', mode: 'append', signal }), { code: 'aborted' })
  })
})
