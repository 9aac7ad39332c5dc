import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openKnowledge } from '../../database/open_knowledge.ts'
import { beginWriting } from './write_chunks.ts'

const IO = '/proc/self/io'

test('what is indexed is written a few times over, not once a chunk', {
  skip: existsSync(IO) ? false : 'This system does not count the bytes that a process writes',
}, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'llamanexus-writing-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const file = join(directory, 'knowledge.db')
  const db = await openKnowledge({ file, native_vectors: false, synchronous: 'normal' })
  t.after(() => db.close())
  const chunks = Array.from({ length: 2000 }, (_, at) => {
    const text = `Tea number ${at} of hill ${at % 70} is picked by hand, dried for ${at % 9} days, and rolled.`
    const place = { document_id: `d${at}`, index: 0, start: 0, end: text.length }
    return { id: `${at}`, text, ...place, metadata: { source: 'tea.md' } }
  })
  const before = written()
  const writing = beginWriting(db, COLLECTION, 0)
  writing.write({ chunks })
  writing.commit()
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const times = (written() - before) / statSync(file).size
  assert.ok(times < 6, `${times.toFixed(1)} times the size of the database`)
})

const COLLECTION = {
  name: 'tea',
  description: '',
  model: 'lexical',
  dimensions: 384,
  store: { kind: 'embedded' },
  replace_documents: false,
} as const

/** Bytes that this process has written. */
const written = (): number => Number(/^wchar: (\d+)$/m.exec(readFileSync(IO, 'utf8'))?.[1])
