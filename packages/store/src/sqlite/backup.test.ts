import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { addRun, entriesOf, recordOf, workflowOf } from '../conformance/harness.ts'
import { openStore } from '../open_store.ts'
import { restoreBackup } from './restore_backup.ts'
import { verifyBackup } from './verify_backup.ts'

const folder = mkdtempSync(join(tmpdir(), 'backup-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string): string => join(folder, name)

describe('backup and restore', () => {
  test('takes other databases of the data directory along, and puts them back', async () => {
    const home = mkdtempSync(join(folder, 'home-'))
    const side = new DatabaseSync(join(home, 'side.db'))
    side.exec('CREATE TABLE kept (text); PRAGMA journal_mode = WAL')
    side.prepare('INSERT INTO kept VALUES (?)').run('x'.repeat(3_000_000))
    const store = await openStore({ file: join(home, 'main.db') })
    const copy = join(folder, 'with-side.db')
    const companions = ['side.db', 'absent.db'].map((name) => ({ name, file: join(home, name) }))
    await store.backup(copy, companions)
    await store.close()
    side.exec('DELETE FROM kept')
    side.close()
    assert.deepEqual((await verifyBackup(copy)).problems, [])
    await restoreBackup(copy, join(home, 'main.db'))
    const restored = new DatabaseSync(join(home, 'side.db'))
    assert.equal(restored.prepare('SELECT length(text) AS n FROM kept').get()?.n, 3_000_000)
    restored.close()
    const damaged = new DatabaseSync(copy)
    damaged.exec("UPDATE companions SET body = x'00' WHERE piece = 1")
    damaged.close()
    assert.deepEqual((await verifyBackup(copy)).problems, ['side.db in the backup is damaged.'])
  })

  test('a copy made while runs are written verifies and restores to what it held', async () => {
    const store = await openStore({ file: file('live.db') })
    await store.workflows.create(workflowOf('flow', { name: 'Before' }))
    await addRun(store, 'big', { trigger_data: 'x'.repeat(300_000) })
    store.journal.create(recordOf('busy'))
    const writing = (async () => {
      for (let seq = 1; seq <= 50; seq += 1) {
        store.journal.append('busy', entriesOf('busy', seq, seq))
        await store.journal.commit()
      }
    })()
    await store.backup(file('copy.db'))
    await writing
    await store.workflows.save(workflowOf('flow', { name: 'After' }), { change_summary: '' })
    await store.close()

    const report = await verifyBackup(file('copy.db'))
    assert.deepEqual(report.problems, [])
    assert.equal(report.workflows, 1)
    const { kept_as } = await restoreBackup(file('copy.db'), file('live.db'))

    const restored = await openStore({ file: file('live.db') })
    assert.equal((await restored.workflows.get('flow'))?.name, 'Before')
    assert.equal((await restored.executions.record('big'))?.trigger_data, 'x'.repeat(300_000))
    await restored.close()
    const before = await openStore({ file: kept_as ?? '' })
    assert.equal((await before.workflows.get('flow'))?.name, 'After')
    await before.close()
  })

  test('damage is found: a payload, a gap in a log, a cut file, another file, no file', async () => {
    const store = await openStore({ file: file('good.db') })
    await addRun(store, 'a', { trigger_data: 'y'.repeat(100_000) })
    await store.backup(file('good-copy.db'))
    await store.close()
    const damaged = async (name: string, damage: (path: string) => void) => {
      copyFileSync(file('good-copy.db'), file(name))
      damage(file(name))
      const report = await verifyBackup(file(name))
      assert.equal(report.ok, false)
      return report.problems.join(' ')
    }
    const change = (sql: string) => (path: string) => {
      const db = new DatabaseSync(path)
      db.exec(sql)
      db.close()
    }
    assert.match(await damaged('1.db', change(`UPDATE blobs SET body = x'00'`)), /payload .* damaged/)
    assert.match(await damaged('2.db', change('UPDATE log_segments SET first_seq = 2')), /gap/)
    assert.match(
      await damaged('3.db', (path) => writeFileSync(path, readFileSync(path).subarray(0, 40_000))),
      /SQLite reports|cannot be read/,
    )
    assert.match(
      await damaged('4.db', (path) => writeFileSync(path, 'hello')),
      /cannot be read|not a database/,
    )
    assert.match(await damaged('5.db', change('PRAGMA user_version = 999')), /newer release/)
    assert.equal((await verifyBackup(file('none.db'))).ok, false)
    await assert.rejects(restoreBackup(file('1.db'), file('good.db')), { code: 'conflict' })
    const untouched = await openStore({ file: file('good.db') })
    assert.equal((await untouched.executions.record('a'))?.id, 'a')
    await assert.rejects(untouched.backup(file('good.db')), { code: 'conflict' })
    await untouched.close()
  })
})
