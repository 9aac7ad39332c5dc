import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { SqlRequest } from '@llamanexus/node-sdk'
import {
  makeCertificate,
  type Peer,
  startMariaDb,
  startPostgres,
  withoutMariaDb,
  withoutOpenssl,
} from '@llamanexus/testing/peers'
import type { JsonObject } from '@llamanexus/workflow'
import { createHostGuard } from '../http/host_guard.ts'
import { createSqlService } from './sql_service.ts'

/** What those try who want more than a query should have, and what goes wrong on the way. */
const root = mkdtempSync(join(tmpdir(), 'llamanexus-sql-trials-'))
const service = createSqlService({ root, guard: createHostGuard({ policy: { allow_private: true } }) })
after(async () => {
  await service.close()
  rmSync(root, { recursive: true, force: true })
})

const run = async (connection: string, query: string, rest: Partial<SqlRequest> = {}) => {
  const request = { connection, query, read_only: false, max_rows: 1000, timeout_ms: 30_000, ...rest }
  return (await service.query(request)).at(-1)
}
const rows = async (...args: Parameters<typeof run>) => (await run(...args))?.rows

/** How many rows of a megabyte come at once. */
async function longestPiece(connection: string, query: string): Promise<number> {
  let longest = 0
  const onRows = async (piece: readonly JsonObject[]) => {
    longest = Math.max(longest, piece.length)
  }
  assert.equal((await run(connection, query, { onRows }))?.row_count, 40)
  return longest
}

/** Lists of ids that take every value of their own. */
async function listsIn(connection: string): Promise<void> {
  await run(
    connection,
    "CREATE TABLE things (id INT, name VARCHAR(20)); INSERT INTO things VALUES (1, 'a'), (2, 'b'), (3, 'c')",
  )
  const named = 'SELECT id FROM things WHERE id IN (:ids) AND name <> :name ORDER BY id'
  assert.deepEqual(await rows(connection, named, { params: { ids: [1, 3], name: 'c' } }), [{ id: 1 }])
  assert.deepEqual(await rows(connection, named, { params: { ids: [], name: 'c' } }), [])
  const none = 'SELECT id FROM things WHERE id NOT IN ( :ids )'
  assert.deepEqual(await rows(connection, none, { params: { ids: [1, 3] } }), [{ id: 2 }])
  await assert.rejects(run(connection, none, { params: { ids: [] } }), {
    code: 'params_invalid',
    message: /:ids is empty/,
  })
}

describe('Postgres under trial', () => {
  let server: Peer
  before(async () => void (server = await startPostgres()))
  after(() => server?.stop())

  test('what would write although the transaction may only read is refused', async () => {
    await run(server.url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)')
    const file = join(root, 'copied')
    const attempts = [
      `COPY kept TO '${file}'`,
      `COPY (SELECT 1) TO PROGRAM 'touch ${file}'`,
      `DO $$ BEGIN EXECUTE 'COPY kept TO ''${file}'''; END $$`,
      'WITH gone AS (DELETE FROM kept RETURNING *) SELECT * FROM gone',
      '/* SELECT */ DELETE FROM kept',
      'SELECT * INTO other FROM kept',
      'EXPLAIN ANALYZE DELETE FROM kept',
      'SELECT lo_create(0)',
      `SELECT lo_export(0, '${file}')`,
      `SELECT "lo_export" (0, '${file}')`,
      'SELECT pg_terminate_backend(1)',
      'NOTIFY somebody',
      'LOCK TABLE kept',
      'PREPARE p AS DELETE FROM kept; EXECUTE p',
    ]
    for (const sql of attempts)
      await assert.rejects(run(server.url, sql, { read_only: true }), { code: 'read_only' }, sql)
    assert.ok(!existsSync(file))
    assert.deepEqual(await rows(server.url, 'SELECT * FROM kept'), [{ id: 1 }])
    const harmless = "SELECT 'COPY lo_export(' AS a, id FROM kept -- pg_reload_conf()"
    assert.equal((await rows(server.url, harmless, { read_only: true }))?.length, 1)
  })

  test('what a cursor cannot read is bounded too: changes within WITH, EXPLAIN, SHOW and CALL', async () => {
    await run(server.url, 'CREATE TABLE many (n int); INSERT INTO many SELECT generate_series(1, 5000)')
    const moved = 'WITH gone AS (DELETE FROM many WHERE n <= 4000 RETURNING n) SELECT n, 1 AS one FROM gone'
    const some = await run(server.url, moved, { max_rows: 2 })
    assert.deepEqual([some?.rows.length, some?.truncated], [2, true])
    assert.deepEqual(await rows(server.url, 'SELECT count(*) AS n FROM many'), [{ n: 1000 }])
    const plan = await run(server.url, 'EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM many ORDER BY n', {
      max_rows: 1,
    })
    assert.deepEqual([plan?.rows.length, plan?.truncated, plan?.columns], [1, true, ['QUERY PLAN']])
    const all = await run(server.url, 'SHOW ALL', { max_rows: 3 })
    assert.deepEqual([all?.rows.length, all?.columns], [3, ['name', 'setting', 'description']])
    assert.ok((all?.row_count ?? 0) > 100)
    await run(
      server.url,
      "CREATE PROCEDURE tally(INOUT total bigint) LANGUAGE plpgsql AS 'BEGIN DELETE FROM many; total := total + 1; END'",
    )
    assert.deepEqual(await rows(server.url, 'CALL tally($1)', { params: [41] }), [{ total: 42 }])
    assert.deepEqual(await rows(server.url, 'SELECT n FROM many'), [])
    const none = await run(server.url, 'DELETE FROM many RETURNING n')
    assert.deepEqual([none?.rows, none?.row_count, none?.columns], [[], 0, ['n']])
  })

  test('COPY that would write to nobody is an error', async () => {
    await assert.rejects(run(server.url, 'COPY (SELECT 1) TO STDOUT (FORMAT csv)'), {
      code: 'sql_invalid',
      hint: /Write rows to/,
    })
    assert.deepEqual(await rows(server.url, "SELECT 'COPY a TO STDOUT' AS a"), [{ a: 'COPY a TO STDOUT' }])
  })

  test('what fails or is cancelled among the rows of a change is undone, and the next query works', async () => {
    await run(server.url, 'CREATE TABLE halves (n int)')
    const failing =
      'INSERT INTO halves SELECT generate_series(1, 50000) RETURNING repeat(n::text, 20), 1 / (n - 49000)'
    await assert.rejects(run(server.url, failing), { code: 'sql_invalid' })
    await assert.rejects(run(server.url, failing, { onRows: async () => undefined }), { code: 'sql_invalid' })
    const cancel = new AbortController()
    const onRows = async () => {
      cancel.abort()
      await new Promise(() => undefined)
    }
    const endless = 'INSERT INTO halves SELECT generate_series(1, 50000) RETURNING n'
    await assert.rejects(run(server.url, endless, { onRows, signal: cancel.signal }), { code: 'aborted' })
    assert.deepEqual(await rows(server.url, 'SELECT count(*) AS n FROM halves'), [{ n: 0 }])
  })

  test('settings, locks and temporary tables are gone with the query that made them', async () => {
    await run(server.url, 'SET search_path TO nowhere; SET ROLE pg_monitor', { read_only: true })
    await run(server.url, 'SELECT pg_advisory_lock(7); CREATE TEMP TABLE fleeting (a int)')
    assert.deepEqual(await rows(server.url, 'SHOW search_path'), [{ search_path: '"$user", public' }])
    assert.deepEqual(await rows(server.url, 'SELECT current_user AS me'), [{ me: 'ada' }])
    assert.deepEqual(await rows(server.url, "SELECT * FROM pg_locks WHERE locktype = 'advisory'"), [])
    await assert.rejects(run(server.url, 'SELECT * FROM fleeting'), { code: 'sql_invalid' })
  })

  test('a connection that is lost is an error of its query, whenever it is lost', async () => {
    const cut = (pattern: string) =>
      run(
        server.url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state LIKE '${pattern}'`,
      )
    const waiting = run(server.url, 'SELECT pg_sleep(60)')
    const failed = assert.rejects(waiting, { code: 'connect_failed', retryable: true })
    for (let ended: unknown[] | undefined = []; ended?.length === 0; await pause(50))
      ended = (await cut('active'))?.rows
    await failed
    const between = run(server.url, 'SELECT n FROM generate_series(1, 100000) n', {
      async onRows() {
        await cut('idle in transaction')
        await pause(100)
      },
    })
    await assert.rejects(between, { code: 'connect_failed' })
    assert.deepEqual(await rows(server.url, 'SELECT 1 AS one'), [{ one: 1 }])
  })

  test('a list is a list or JSON, whichever the place takes', async () => {
    const sql =
      'SELECT :a::int[] AS a, :b::jsonb AS b, jsonb_array_length(:c) AS c, :d::jsonb AS d, 2 = ANY(:e) AS e, :f AS f'
    const params = { a: [1, 2], b: [1, { x: [] }], c: [{ y: 1 }, 2], d: { z: 1 }, e: [1, 2], f: ['t'] }
    assert.deepEqual(await rows(server.url, sql, { params }), [
      { a: [1, 2], b: [1, { x: [] }], c: 2, d: { z: 1 }, e: true, f: '["t"]' },
    ])
    await run(server.url, 'CREATE TABLE documents (body jsonb, tags text[])')
    const insert = 'INSERT INTO documents VALUES (:body, :tags)'
    await run(server.url, insert, { params: { body: [{ a: 1 }], tags: ['x', 'y"z'] } })
    assert.deepEqual(await rows(server.url, 'SELECT * FROM documents'), [
      { body: [{ a: 1 }], tags: ['x', 'y"z'] },
    ])
    await listsIn(server.url)
  })

  test('lists keep what their values keep', async () => {
    const sql =
      'SELECT ARRAY[9007199254740993, 5] AS big, ARRAY[1.10, NULL] AS money, ARRAY[[1::int8]] AS nested'
    assert.deepEqual(await rows(server.url, sql), [
      { big: ['9007199254740993', 5], money: ['1.10', null], nested: [[1]] },
    ])
  })

  test('wide rows come few at a time, whatever words their text holds', async () => {
    const wide = "SELECT repeat('x', 1000000) AS x, 'update into' AS words FROM generate_series(1, 40)"
    assert.ok((await longestPiece(server.url, wide)) <= 3)
  })

  test('what cannot be part of a transaction runs alone, and a body with statements is one', async () => {
    await run(server.url, 'VACUUM')
    await run(server.url, 'CREATE DATABASE another')
    await assert.rejects(run(server.url, 'SELECT 1; VACUUM'), { code: 'sql_invalid', hint: /stand alone/ })
    const body =
      'CREATE FUNCTION two() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END; SELECT two() AS two'
    assert.deepEqual(await rows(server.url, body), [{ two: 2 }])
  })

  test('what is wrong with the address is said before anybody is asked', async () => {
    const refused = (url: string, message: RegExp) =>
      assert.rejects(run(url, 'SELECT 1'), { code: 'connection_invalid', field: 'connection', message })
    await refused(server.url.replace('secret', '%zz'), /% that is no escape/)
    await refused(`${server.url}?sslmode=prefer`, /sslmode prefer/)
    await assert.rejects(run(`${server.url}?sslmode=require`, 'SELECT 1'), {
      code: 'connect_failed',
      hint: /TLS/,
    })
  })
})

describe('Postgres with TLS', { skip: withoutOpenssl() }, () => {
  let server: Peer
  let files: ReturnType<typeof makeCertificate>
  before(async () => {
    files = makeCertificate()
    server = await startPostgres(files)
  })
  after(async () => {
    await server?.stop()
    rmSync(files.folder, { recursive: true, force: true })
  })

  test('it is encrypted where asked, and a certificate of nobody is refused where it is checked', async () => {
    const encrypted = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'
    assert.deepEqual(await rows(server.url, encrypted), [{ ssl: false }])
    assert.deepEqual(await rows(`${server.url}?sslmode=require`, encrypted), [{ ssl: true }])
    for (const mode of ['verify-full', 'verify-ca'])
      await assert.rejects(run(`${server.url}?sslmode=${mode}`, encrypted), {
        code: 'connect_failed',
        hint: /certificate/,
      })
  })
})

describe('MariaDB under trial', { skip: withoutMariaDb() }, () => {
  let server: Peer
  before(async () => void (server = await startMariaDb()))
  after(() => server?.stop())

  test('what would write although the transaction may only read is refused', async () => {
    const attempts = [
      "SELECT 1 INTO/**/OUTFILE '/tmp/x'",
      "SELECT 1 /*! INTO OUTFILE '/tmp/x' */",
      "SELECT 1 INTO /*!50000 DUMPFILE*/ '/tmp/x'",
      '/*M! DELETE FROM things */',
      'ANALYZE DELETE FROM things',
      "EXECUTE IMMEDIATE 'DELETE FROM things'",
      'CALL anything()',
      'SET GLOBAL max_connections = 1',
    ]
    for (const sql of attempts)
      await assert.rejects(run(server.url, sql, { read_only: true }), { code: 'read_only' }, sql)
    await run(server.url, 'CREATE SEQUENCE numbers')
    await assert.rejects(run(server.url, 'SELECT NEXT VALUE FOR numbers', { read_only: true }), {
      code: 'read_only',
    })
  })

  test('settings, locks, variables and temporary tables are gone with the query that made them', async () => {
    await run(
      server.url,
      "SET @x = 5; SET SESSION sql_mode = 'ANSI_QUOTES'; CREATE TEMPORARY TABLE fleeting (a int); SELECT GET_LOCK('l', 1)",
    )
    const look = "SELECT @x AS x, IS_USED_LOCK('l') AS l, \"text\" AS t, 'é🍵' AS letters"
    assert.deepEqual(await rows(server.url, look), [{ x: null, l: null, t: 'text', letters: 'é🍵' }])
    await assert.rejects(run(server.url, 'SELECT * FROM fleeting'), { code: 'sql_invalid' })
  })

  test('a connection that is lost is an error of its query', async () => {
    const waiting = run(server.url, 'SELECT SLEEP(60)')
    const failed = assert.rejects(waiting, { code: 'connect_failed', retryable: true })
    const find = "SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'"
    for (;;) {
      const [found] = (await rows(server.url, find)) ?? []
      if (found) {
        await run(server.url, `KILL ${found['id']}`)
        break
      }
      await pause(50)
    }
    await failed
    assert.deepEqual(await rows(server.url, 'SELECT 1 AS one'), [{ one: 1 }])
  })

  test('procedures and triggers, lists and wide rows', async () => {
    await listsIn(server.url)
    await run(
      server.url,
      `CREATE PROCEDURE add_one(IN n INT) BEGIN IF n > 0 THEN INSERT INTO things VALUES (n, 'new'); END IF; SELECT n AS n; END;
       CREATE TRIGGER most BEFORE INSERT ON things FOR EACH ROW BEGIN IF NEW.id > 100 THEN SET NEW.id = 100; END IF; END`,
    )
    assert.deepEqual(await rows(server.url, 'CALL add_one(500)'), [{ n: 500 }])
    assert.deepEqual(await rows(server.url, 'SELECT MAX(id) AS most FROM things'), [{ most: 100 }])
    assert.ok((await longestPiece(server.url, "SELECT REPEAT('x', 1000000) AS x FROM seq_1_to_40")) <= 3)
    await assert.rejects(run(server.url, 'SELECT CAST(? AS DATETIME)', { params: [] }), {
      code: 'params_invalid',
    })
    await run(server.url, 'CREATE TABLE moments (at DATETIME)')
    await assert.rejects(
      run(server.url, 'INSERT INTO moments VALUES (?)', { params: ['2026-01-02T03:04:05.678Z'] }),
      {
        code: 'sql_invalid',
        field: 'params',
        hint: /STR_TO_DATE/,
      },
    )
    await assert.rejects(run(`${server.url}?ssl=true`, 'SELECT 1'), { code: 'connect_failed', hint: /TLS/ })
  })
})

describe('SQLite under trial', () => {
  test('what cannot be part of a transaction runs alone, and no other file comes of it', async () => {
    await run('sqlite:alone.db', 'CREATE TABLE t (a)')
    await run('sqlite:alone.db', 'VACUUM')
    assert.deepEqual(await rows('sqlite:alone.db', 'PRAGMA journal_mode = WAL'), [{ journal_mode: 'wal' }])
    for (const sql of [
      "VACUUM INTO 'copy.db'",
      `VACUUM INTO '${join(root, 'copy.db')}'`,
      `ATTACH 'file:${root}/copy.db?mode=rwc' AS x`,
    ])
      await assert.rejects(run('sqlite:alone.db', sql), { code: 'sql_invalid' }, sql)
    assert.ok(!existsSync(join(root, 'copy.db')) && !existsSync('copy.db'))
  })

  test('a trigger is one statement', async () => {
    const body =
      "CREATE TABLE a (n); CREATE TRIGGER least BEFORE INSERT ON a BEGIN SELECT CASE WHEN NEW.n < 0 THEN RAISE(ABORT, 'too little') END; END; INSERT INTO a VALUES (1)"
    assert.equal((await run('sqlite:triggers.db', body))?.row_count, 1)
    await assert.rejects(run('sqlite:triggers.db', 'INSERT INTO a VALUES (-1)'), { message: /too little/ })
    await listsIn('sqlite:triggers.db')
  })

  test('what takes too much memory ends, and wide rows come few at a time', async () => {
    for (const sql of ['SELECT length(randomblob(900000000))', 'SELECT zeroblob(1000000000) AS z'])
      await assert.rejects(run('sqlite:large.db', sql), { code: 'memory_exceeded' }, sql)
    const wide =
      'WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 40) SELECT hex(zeroblob(500000)) AS x FROM s'
    assert.ok((await longestPiece('sqlite:large.db', wide)) <= 3)
    await assert.rejects(run('sqlite:large.db', wide, { max_bytes: 5_000_000 }), { code: 'result_too_large' })
  })

  test('no folder leads out, by whatever name', async () => {
    symlinkSync(tmpdir(), join(root, 'out'))
    for (const path of ['out/stolen.db', 'out/../../stolen.db', 'a/../../stolen.db'])
      await assert.rejects(run(`sqlite:${path}`, 'CREATE TABLE a (b)'), { field: 'connection' }, path)
    await run('sqlite:file:inside.db?mode=memory', 'CREATE TABLE a (b)')
    assert.ok(existsSync(join(root, 'file:inside.db?mode=memory')), 'an address is the name of a file')
  })

  const withoutProc = existsSync('/proc/self/cmdline')
    ? false
    : 'needs /proc to see processes; run it on Linux'
  test('a query does not outlive a server that is killed', { skip: withoutProc }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'llamanexus-sqlite-'))
    const server = spawn(process.execPath, ['--input-type=module', '-e', SERVER, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const [told] = (await once(server.stdout, 'data')) as [Buffer]
      assert.match(String(told), /asked/)
      for (let tries = 0; childrenOf(server.pid).length === 0 && tries < 200; tries++) await pause(50)
      const children = childrenOf(server.pid)
      assert.ok(children.length > 0)
      server.kill('SIGKILL')
      await once(server, 'exit')
      for (let tries = 0; tries < 300 && children.some(runs); tries++) await pause(50)
      assert.deepEqual(children.filter(runs), [])
    } finally {
      server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

const SERVER = `
const { createSqlService } = await import(${JSON.stringify(new URL('./sql_service.ts', import.meta.url).href)})
const { createHostGuard } = await import(${JSON.stringify(new URL('../http/host_guard.ts', import.meta.url).href)})
const sql = createSqlService({ root: process.argv[1], guard: createHostGuard({ policy: {} }) })
const query = 'WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s) SELECT count(*) FROM s'
const running = sql.query({ connection: 'sqlite:a.db', query, read_only: false, max_rows: 1, timeout_ms: 600000 })
setTimeout(() => process.stdout.write('asked'), 1000)
await running
`

/** Numbers of the processes of SQLite that a process has started. */
function childrenOf(parent: number | undefined): number[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
        const isChild = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent
        return isChild && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('sqlite_child')
      } catch {
        return false
      }
    })
}

function runs(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('sqlite_child')
  } catch {
    return false
  }
}
