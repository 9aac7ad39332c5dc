import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { listCollections } from './collections.ts'
import { openKnowledge } from './open_knowledge.ts'
import { createWords, migrations } from './schema.ts'

const home = mkdtempSync(join(tmpdir(), 'llamanexus-schema-'))
after(() => rmSync(home, { recursive: true, force: true }))

test('a database of the first release is brought along, with a copy of it kept', async () => {
  const file = join(home, 'knowledge.db')
  const old = new DatabaseSync(file)
  migrations[0]?.(old)
  old.exec(`
    PRAGMA application_id = ${0x4c4e584b};
    PRAGMA user_version = 1;
    INSERT INTO collections (name, description, model, dimensions, next_row, created_at, updated_at)
    VALUES ('handbook', 'Old', 'lexical', 384, ${2 ** 32}, '2026-01-01', '2026-01-01');
    ${createWords(1)}
  `)
  old.close()
  const db = await openKnowledge({ file, native_vectors: true, synchronous: 'normal' })
  const [handbook] = listCollections(db)
  db.close()
  assert.deepEqual([handbook?.name, handbook?.store, handbook?.chunks], ['handbook', { kind: 'embedded' }, 0])
  assert.deepEqual(
    readdirSync(home).filter((name) => !/-(?:wal|shm)$/.test(name)),
    ['knowledge.db', `knowledge.db.before-v${migrations.length}`],
  )
  const before = new DatabaseSync(`${file}.before-v${migrations.length}`)
  assert.equal(before.prepare('PRAGMA user_version').get()?.['user_version'], 1)
  before.close()
})
