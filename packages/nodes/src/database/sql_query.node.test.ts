import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { JsonObject } from '@llamanexus/workflow'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const run = (query: string, inputs: JsonObject = {}, config: JsonObject = {}) =>
  world.run('sql_query', { inputs: { connection: 'sqlite:own.db', query, ...inputs }, config })
const writing = { read_only: false }
const numbers =
  'WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 3000) SELECT n FROM s'

test('it reads only until it is told otherwise', async () => {
  await run('CREATE TABLE a (b)', {}, writing)
  await assert.rejects(run('INSERT INTO a VALUES (1)'), { code: 'read_only', field: 'read_only' })
  assert.equal((await run('INSERT INTO a VALUES (1)', {}, writing)).outputs.row_count, 1)
  assert.deepEqual((await run('SELECT * FROM a')).outputs.rows, [{ b: 1 }])
})

test('a result of any length passes into a file', async () => {
  const { outputs } = await run(`${numbers}`, {}, { save_to: 'out/n.csv' })
  assert.deepEqual([outputs.rows, outputs.row_count, outputs.file], [[], 3000, 'out/n.csv'])
  const lines = readFileSync(join(world.workspace(), 'out/n.csv'), 'utf8').split('\r\n')
  assert.deepEqual([lines[0], lines[1], lines[3000], lines.length], ['n', '1', '3000', 3002])
  await run(`SELECT 'a "b", c' AS t, NULL AS u`, {}, { save_to: 'out/q.csv' })
  assert.equal(readFileSync(join(world.workspace(), 'out/q.csv'), 'utf8'), 't,u\r\n"a ""b"", c",\r\n')
  await run('SELECT 1 AS a WHERE 0', {}, { save_to: 'out/none.jsonl' })
  assert.equal(readFileSync(join(world.workspace(), 'out/none.jsonl'), 'utf8'), '')
})

test('what it was given wrong is named', async () => {
  await assert.rejects(run('SELECT 1', { connection: '' }), { code: 'input_invalid', field: 'connection' })
  await assert.rejects(run('SELECT 1', { connection: 'shop' }), { code: 'connection_invalid' })
  await assert.rejects(run('SELECT :a', { params: 'x' }), { code: 'input_invalid', field: 'params' })
  await assert.rejects(run('SELECT 1', {}, { save_to: 'x.exe' }), /save_to/)
})
