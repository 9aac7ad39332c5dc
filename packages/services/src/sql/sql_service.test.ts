import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { SqlRequest } from '@llamanexus/node-sdk'
import { startMariaDb, startPostgres, withoutMariaDb } from '@llamanexus/testing/peers'
import type { JsonObject } from '@llamanexus/workflow'
import { createHostGuard } from '../http/host_guard.ts'
import { createSqlService } from './sql_service.ts'

const home = mkdtempSync(join(tmpdir(), 'llamanexus-sql-'))
/** Not there yet, as in a new home. */
const root = join(home, 'files')
const guard = createHostGuard({ policy: { allow_private: true } })
const service = createSqlService({ root, guard })
after(async () => {
  await service.close()
  rmSync(home, { recursive: true, force: true })
})

const defaults = { read_only: false, max_rows: 1000, timeout_ms: 30_000 }
const run = (connection: string, query: string, rest: Partial<SqlRequest> = {}) =>
  service.query({ connection, query, ...defaults, ...rest })
const last = async (...args: Parameters<typeof run>) => (await run(...args)).at(-1)

interface Peer {
  name: string
  skip: string | false
  start: () => Promise<{ url: string; stop(): Promise<void> }>
  /** A query that takes long. */
  slow: string
  /** 100,000 rows with the column n. */
  many: string
  wrongPassword?: (url: string) => string
}

const withOtherPassword = (url: string) => url.replace('secret', 'wrong')
const series =
  'WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 100000) SELECT n FROM s'

const peers: Peer[] = [
  {
    name: 'SQLite',
    skip: false,
    start: async () => ({ url: 'sqlite:data/shop.db', stop: async () => undefined }),
    slow: 'WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s) SELECT count(*) FROM s',
    many: series,
  },
  {
    name: 'Postgres',
    skip: false,
    start: startPostgres,
    slow: 'SELECT pg_sleep(60)',
    many: 'SELECT n FROM generate_series(1, 100000) AS s(n)',
    wrongPassword: withOtherPassword,
  },
  {
    name: 'MariaDB',
    skip: withoutMariaDb(),
    start: startMariaDb,
    slow: 'SELECT SLEEP(60)',
    many: 'SELECT seq AS n FROM seq_1_to_100000',
    wrongPassword: withOtherPassword,
  },
]

for (const peer of peers)
  describe(`SQL on ${peer.name}`, { skip: peer.skip }, () => {
    let url = ''
    let stop: () => Promise<void>
    before(async () => {
      const started = await peer.start()
      url = started.url
      stop = started.stop
      await run(url, 'CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(100) NOT NULL)')
    })
    after(() => stop?.())

    test('values are bound, and rows come back as JSON', async () => {
      const name = "O'Brien'; DROP TABLE users; --"
      const inserted = await last(url, 'INSERT INTO users VALUES (:id, :name)', { params: { id: 1, name } })
      assert.equal(inserted?.row_count, 1)
      const found = await last(url, 'SELECT id, name FROM users WHERE name = :name', { params: { name } })
      assert.deepEqual(found, {
        rows: [{ id: 1, name }],
        columns: ['id', 'name'],
        row_count: 1,
        truncated: false,
      })
      assert.deepEqual((await last(url, 'SELECT id, name FROM users WHERE id = -1'))?.rows, [])
    })

    test('several statements are all kept, or none is', async () => {
      const two = "INSERT INTO users VALUES (10, 'a'); INSERT INTO users VALUES (10, 'b')"
      await assert.rejects(run(url, two), { code: 'constraint_failed', retryable: false })
      assert.deepEqual((await last(url, 'SELECT id FROM users WHERE id = 10'))?.rows, [])
      const good =
        "INSERT INTO users VALUES (11, 'a'); UPDATE users SET name = 'c' WHERE id = 11; SELECT name FROM users WHERE id = 11"
      assert.deepEqual((await last(url, good))?.rows, [{ name: 'c' }])
    })

    test('a connection that may only read changes nothing', async () => {
      const changes = [
        "INSERT INTO users VALUES (20, 'x')",
        'DELETE FROM users',
        'DROP TABLE users',
        'CREATE TABLE t (a int)',
      ]
      for (const sql of changes)
        await assert.rejects(
          run(url, sql, { read_only: true }),
          { code: 'read_only', field: 'read_only' },
          sql,
        )
      await assert.rejects(run(url, 'COMMIT; DELETE FROM users', { read_only: true }), {
        code: 'sql_invalid',
      })
      assert.ok((await last(url, 'SELECT name FROM users', { read_only: true }))?.rows.length)
    })

    test('only as many rows are read as are asked for', async () => {
      const some = await last(url, peer.many, { max_rows: 3 })
      assert.deepEqual([some?.rows, some?.truncated], [[{ n: 1 }, { n: 2 }, { n: 3 }], true])
      await assert.rejects(run(url, peer.many, { max_rows: 1e6, max_bytes: 10_000 }), {
        code: 'result_too_large',
      })
      // The connection is as good as before.
      assert.deepEqual((await last(url, 'SELECT 1 AS one'))?.rows, [{ one: 1 }])
    })

    test('what writes and gives rows is done to its end, and the rows past a limit are dropped', async () => {
      await run(url, 'CREATE TABLE copied (n INTEGER PRIMARY KEY, pad VARCHAR(200))')
      const pad = 'x'.repeat(150)
      const write = `INSERT INTO copied (n, pad) ${peer.many.replace('SELECT n FROM s', 'SELECT n, :pad FROM s').replace('SELECT n FROM g', 'SELECT n, :pad FROM g').replace('SELECT seq AS n', 'SELECT seq, :pad')} RETURNING n`
      const params = { pad }
      const some = await last(url, write, { params, max_rows: 3 })
      assert.deepEqual([some?.rows.length, some?.truncated, some?.row_count], [3, true, 100_000])
      const count = 'SELECT count(*) AS n FROM copied'
      assert.deepEqual((await last(url, count))?.rows, [{ n: 100_000 }])
      const gone = await last(url, 'DELETE FROM copied RETURNING n, pad', {
        max_rows: 1e6,
        max_bytes: 10_000,
      })
      assert.deepEqual([gone?.truncated, gone?.row_count], [true, 100_000])
      assert.ok(gone && gone.rows.length > 10 && gone.rows.length < 100)
      assert.deepEqual((await last(url, count))?.rows, [{ n: 0 }])
      let passed = 0
      const onRows = async (rows: readonly JsonObject[]) => {
        passed += rows.length
      }
      assert.equal((await last(url, write, { params, onRows }))?.row_count, 100_000)
      assert.equal(passed, 100_000)
    })

    test('what writes is undone where nobody can take its rows', async () => {
      const onRows = () => Promise.reject(new Error('full'))
      const rows = "INSERT INTO users VALUES (71, 'a'), (72, 'b') RETURNING id"
      await assert.rejects(run(url, rows, { onRows }))
      assert.deepEqual((await last(url, 'SELECT id FROM users WHERE id > 70'))?.rows, [])
    })

    test('rows pass in pieces, in their order, however many there are', async () => {
      let count = 0
      let sum = 0
      let longest = 0
      const onRows = async (rows: readonly JsonObject[]) => {
        longest = Math.max(longest, rows.length)
        for (const { n } of rows) {
          count += 1
          assert.equal(n, count)
          sum += n as number
        }
      }
      const result = await last(url, peer.many, { onRows })
      assert.deepEqual([count, sum, result?.row_count, result?.rows], [100_000, 5_000_050_000, 100_000, []])
      assert.ok(longest <= 500, `${longest} rows at once`)
    })

    test('a query that is cancelled or takes too long ends, and the next one runs', async () => {
      await assert.rejects(run(url, peer.slow, { timeout_ms: 200 }), { code: 'timeout', field: 'timeout_ms' })
      const controller = new AbortController()
      const running = run(url, peer.slow, { signal: controller.signal })
      setTimeout(() => controller.abort(), 100)
      await assert.rejects(running, { code: 'aborted' })
      assert.deepEqual((await last(url, 'SELECT 1 AS one'))?.rows, [{ one: 1 }])
    })

    test('what is wrong is said in its words', async () => {
      await assert.rejects(run(url, 'SELEC 1'), { code: 'sql_invalid', field: 'query', retryable: false })
      await assert.rejects(run(url, 'SELECT * FROM nowhere'), { code: 'sql_invalid', message: /nowhere/ })
      if (peer.wrongPassword)
        await assert.rejects(run(peer.wrongPassword(url), 'SELECT 1'), { code: 'sign_in_failed' })
    })

    test('many queries at once get through', async () => {
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, n) => last(url, 'SELECT :n AS n', { params: { n: `${n}` } })),
      )
      assert.deepEqual(
        all.map((result) => result?.rows[0]?.n),
        Array.from({ length: 20 }, (_, n) => `${n}`),
      )
    })
  })

describe('values of Postgres', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>
  before(async () => void (server = await startPostgres()))
  after(() => server.stop())

  test('come as JSON that says the same', async () => {
    const sql = `SELECT 9007199254740993::bigint AS big, 5::bigint AS small, 1.10::numeric AS money, true AS yes,
      '2026-03-29 02:30:00'::timestamp AS local, '2026-03-29 02:30:00+02'::timestamptz AS moment, '2026-03-29'::date AS day,
      '\\x00ff'::bytea AS bytes, '{"a":[1]}'::jsonb AS data, ARRAY[1,2] AS list, 'NaN'::float8 AS nan, NULL AS nothing`
    assert.deepEqual((await last(server.url, sql))?.rows[0], {
      big: '9007199254740993',
      small: 5,
      money: '1.10',
      yes: true,
      local: '2026-03-29 02:30:00',
      moment: '2026-03-29T00:30:00.000Z',
      day: '2026-03-29',
      bytes: 'AP8=',
      data: { a: [1] },
      list: [1, 2],
      nan: 'NaN',
      nothing: null,
    })
  })

  test('a statement that was cancelled runs on the server no longer', async () => {
    await assert.rejects(run(server.url, "SELECT pg_sleep(60), 'mark'", { timeout_ms: 300 }), {
      code: 'timeout',
    })
    const active =
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%mark%' AND pid <> pg_backend_pid()"
    for (let left = 100; ; left--) {
      const n = (await last(server.url, active))?.rows[0]?.n
      if (n === 0) break
      assert.ok(left > 0, 'it still runs')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })

  test('a function cannot make what may only read writable', async () => {
    await run(server.url, 'CREATE TABLE kept (id int)')
    const trick = "SELECT set_config('transaction_read_only', 'off', false); INSERT INTO kept VALUES (1)"
    await assert.rejects(run(server.url, trick, { read_only: true }))
    assert.deepEqual((await last(server.url, 'SELECT * FROM kept'))?.rows, [])
  })
})

describe('SQLite files', () => {
  test('stay below the workspace', async () => {
    await assert.rejects(run('sqlite:../outside.db', 'SELECT 1'), { code: 'path_outside' })
    await assert.rejects(run('sqlite:/etc/outside.db', 'SELECT 1'), { code: 'path_invalid' })
    symlinkSync(join(tmpdir(), 'elsewhere.db'), join(root, 'link.db'))
    await assert.rejects(run('sqlite:link.db', 'CREATE TABLE a (b)'), { code: 'connection_invalid' })
    for (const sql of [
      "ATTACH DATABASE 'other.db' AS other",
      "VACUUM INTO 'copy.db'",
      "SELECT load_extension('x')",
    ])
      await assert.rejects(run('sqlite:own.db', sql))
    assert.ok(!existsSync(join(root, 'other.db')) && !existsSync('other.db') && !existsSync('copy.db'))
  })

  test('that are missing or no databases are said to be', async () => {
    await assert.rejects(run('sqlite:none.db', 'SELECT 1', { read_only: true }), {
      code: 'connection_invalid',
    })
    writeFileSync(
      join(root, 'text.db'),
      'no database, just a text that is long enough to be looked at'.repeat(20),
    )
    await assert.rejects(run('sqlite:text.db', 'SELECT * FROM a'), { code: 'connection_invalid' })
  })
})

describe('addresses', () => {
  test('that are none are refused with examples', async () => {
    for (const connection of ['', 'shop', 'http://example.com', 'mssql://a/b'])
      await assert.rejects(run(connection, 'SELECT 1'), { code: 'connection_invalid', hint: /postgres:/ })
  })

  test('of this machine take an administrator', async () => {
    const strict = createSqlService({ root, guard: createHostGuard({ policy: {} }) })
    for (const scheme of ['postgres', 'mysql'])
      for (const host of ['127.0.0.1', 'localhost', '[::1]'])
        await assert.rejects(
          strict.query({ connection: `${scheme}://u:p@${host}:5999/db`, query: 'SELECT 1', ...defaults }),
          { code: 'address_refused' },
          `${scheme} ${host}`,
        )
    await strict.close()
  })

  test('where nobody listens, or somebody who says nothing, give an error in time', async () => {
    const silent = createServer(() => undefined)
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    for (const scheme of ['postgres', 'mysql']) {
      await assert.rejects(run(`${scheme}://u:p@127.0.0.1:${port}/db`, 'SELECT 1', { timeout_ms: 300 }), {
        code: 'timeout',
      })
      await assert.rejects(run(`${scheme}://u:p@127.0.0.1:1/db`, 'SELECT 1'), {
        code: 'connect_failed',
        retryable: true,
      })
    }
    silent.close()
  })
})
