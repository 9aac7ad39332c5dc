import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  completedEntry,
  entriesOf,
  noise,
  type Opened,
  readAll,
  recordOf,
  START,
  workflowOf,
} from './conformance/harness.ts'
import { storeConformance } from './conformance/store_conformance.ts'
import { openStore } from './open_store.ts'
import { loadMigrations } from './sqlite/load_migrations.ts'
import { migrate } from './sqlite/migrate.ts'
import type { Store } from './types.ts'

const folder = mkdtempSync(join(tmpdir(), 'store-'))
const opened: Store[] = []
let files = 0

after(async () => {
  for (const store of opened) await store.close().catch(() => {})
  rmSync(folder, { recursive: true, force: true })
})

const newFile = (): string => {
  files += 1
  return join(folder, `${files}`, 'store.db')
}

const makeStore = async (): Promise<Opened> => {
  const file = newFile()
  const commits: Opened['commits'] = []
  const queries: string[] = []
  const clock = { now: START }
  const open = async () => {
    const store = await openStore({
      file,
      synchronous: 'normal',
      clock: () => clock.now,
      on_commit: (info) => commits.push(info),
      on_query: (sql) => queries.push(sql),
    })
    opened.push(store)
    return store
  }
  let store = await open()
  const reopen = async () => {
    await store.close()
    store = await open()
    return store
  }
  return { store, reopen, commits, queries, clock }
}

storeConformance('SQLite', makeStore)

describe('SQLite: the file', () => {
  test('a database from a newer release is refused and left alone', async () => {
    const file = newFile()
    await (await openStore({ file })).close()
    withDatabase(file, (db) => db.exec('PRAGMA user_version = 999'))
    await assert.rejects(openStore({ file }), { code: 'newer_schema', message: /newer release \(schema 999/ })
  })

  test('a database of another program is refused and left alone', async () => {
    const file = join(folder, 'other.db')
    withDatabase(file, (db) => db.exec('CREATE TABLE theirs (a)'))
    await assert.rejects(openStore({ file }), { code: 'store_failed', message: /another program/ })
    writeFileSync(
      join(folder, 'text.db'),
      'not a database at all, but long enough to have a header'.repeat(40),
    )
    await assert.rejects(openStore({ file: join(folder, 'text.db') }), { code: 'store_failed' })
  })

  test('a directory that cannot be written is named', async () => {
    const blocked = join(folder, 'a-file')
    writeFileSync(blocked, '')
    await assert.rejects(openStore({ file: join(blocked, 'home', 'store.db') }), {
      code: 'unwritable',
      message: /a-file/,
    })
  })

  test('each migration has a number of its own, without a gap', async () => {
    const versions = (await loadMigrations()).map(({ version }) => version)
    assert.deepEqual(
      versions,
      versions.map((_, index) => index + 1),
    )
  })

  test('an upgrade copies the database first and is all or nothing', async () => {
    const file = newFile()
    const store = await openStore({ file })
    await store.workflows.create(workflowOf('kept'))
    await store.close()
    const { length: current } = await loadMigrations()
    const next = current + 1
    withDatabase(file, (db) => {
      const broken = {
        version: next,
        up: (target: DatabaseSync) => target.exec('DROP TABLE settings; CREATE TABLE workflows (id)'),
      }
      assert.throws(() => migrate(db, file, [broken]))
      assert.equal(db.prepare('PRAGMA user_version').get()?.user_version, current)
      assert.equal(db.prepare('SELECT count(*) AS n FROM settings').get()?.n, 0)
      migrate(db, file, [{ version: next, up: (target) => target.exec('CREATE TABLE added (id)') }])
      assert.equal(db.prepare('PRAGMA user_version').get()?.user_version, next)
    })
    withDatabase(`${file}.before-v${next}`, (db) => {
      assert.equal(db.prepare('PRAGMA user_version').get()?.user_version, current)
      assert.equal(db.prepare('SELECT id FROM workflows').get()?.id, 'kept')
    })
  })

  test('a full disk refuses, keeps the queue, and goes on when there is room', async () => {
    // Room for the tables and one of the two runs.
    const store = await openStore({ file: newFile(), synchronous: 'normal', max_pages: 160 })
    opened.push(store)
    store.journal.create(recordOf('filler', { status: 'completed' }))
    store.journal.append('filler', [completedEntry('filler', 1, { output: noise(1, 30_000) })])
    await store.journal.commit()
    store.journal.create(recordOf('kept'))
    store.journal.append('kept', [completedEntry('kept', 1, { output: noise(2, 30_000) })])
    store.journal.append('kept', entriesOf('kept', 2, 3))
    await assert.rejects(store.journal.commit(), { code: 'disk_full' })
    await assert.rejects(store.journal.commit(), { code: 'disk_full' })
    assert.equal(await store.journal.load('kept'), undefined)
    await store.ping()
    store.journal.append('kept', entriesOf('kept', 4, 4))
    await store.retain({ max_count: 0 })
    await store.journal.commit()
    assert.deepEqual(
      (await readAll(store, 'kept')).map(({ seq }) => seq),
      [1, 2, 3, 4],
    )
  })

  test('a process killed in the middle of commits leaves every acknowledged entry and a prefix of each log', async () => {
    const file = newFile()
    const writer = spawn(process.execPath, [
      fileURLToPath(new URL('./crash_writer.fixture.ts', import.meta.url)),
      file,
    ])
    const acknowledged = new Map<string, number>()
    let output = ''
    writer.stdout.on('data', (chunk) => {
      output += chunk
      const lines = output.split('\n')
      output = lines.pop() ?? ''
      for (const [id, seq] of lines.map((line) => line.split(' ')))
        acknowledged.set(id as string, Number(seq))
      if (Math.max(...acknowledged.values()) > 60) writer.kill('SIGKILL')
    })
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      writer.on('close', (_, signal) => resolve(signal)),
    )
    const signal = await Promise.race([ended, sleep(30_000, 'too late', { ref: false })])
    if (signal === 'too late') writer.kill('SIGKILL')
    assert.equal(signal, 'SIGKILL')
    const store = await openStore({ file })
    opened.push(store)
    assert.ok(acknowledged.size >= 3)
    for (const [id, seq] of acknowledged) {
      const log = await readAll(store, id)
      assert.ok(log.length >= seq, `${id}: ${log.length} of ${seq}`)
      assert.deepEqual(
        log.map((entry) => entry.seq),
        log.map((_, index) => index + 1),
      )
      assert.equal(
        (await store.journal.load(id))?.recoveries,
        log.length,
        'row and log are of one transaction',
      )
    }
  })

  test('nothing is left beside the database when it is closed', async () => {
    const file = newFile()
    const store = await openStore({ file })
    store.journal.create(recordOf('a'))
    await store.close()
    await store.close()
    assert.deepEqual(readdirSync(join(file, '..')), ['store.db'])
    assert.ok(existsSync(file))
    await assert.rejects(store.ping(), { code: 'store_failed' })
    const again = await openStore({ file })
    opened.push(again)
    assert.equal((await again.journal.load('a'))?.id, 'a', 'what was queued is written when it closes')
  })
})

const withDatabase = (file: string, use: (db: DatabaseSync) => void): void => {
  const db = new DatabaseSync(file)
  try {
    use(db)
  } finally {
    db.close()
  }
}
