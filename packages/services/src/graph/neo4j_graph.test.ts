import assert from 'node:assert/strict'
import { after, before, describe, it, test } from 'node:test'
import type { GraphRequest } from '@llamanexus/node-sdk'
import {
  type BoltReply,
  type BoltServer,
  boltEdge,
  boltNode,
  startBoltServer,
} from '@llamanexus/testing/bolt'
import { createHostGuard } from '../http/index.ts'
import { createGraphService } from './index.ts'

const graph = createGraphService({
  folder: '/nowhere',
  guard: createHostGuard({ policy: { allow_private: true } }),
})
const base = { read_only: true, max_rows: 100, timeout_ms: 20_000 }
const ada = boltNode('4:x:1', ['Person'], { name: 'Ada', big: 2n ** 60n, age: 36 })
const bob = boltNode('4:x:2', ['Person', 'Poet'], { name: 'Bob' })
const answers: Record<string, BoltReply> = {
  'MATCH (a)-[k]->(b) RETURN a, k, b, 1.5 AS x': {
    columns: ['a', 'k', 'b', 'x'],
    rows: [
      [ada, boltEdge('5:x:1', 'KNOWS', '4:x:1', '4:x:2', { since: 2 }), bob, 1.5],
      [ada, boltEdge('5:x:2', 'LIKES', '4:x:1', '4:x:2'), bob, null],
    ],
  },
  'UNWIND range(1, 5000) AS n RETURN n': {
    columns: ['n'],
    rows: Array.from({ length: 5000 }, (_, at) => [at + 1]),
  },
  'MATCH (': { code: 'Neo.ClientError.Statement.SyntaxError', message: 'Invalid input (line 1)' },
  'CREATE (:A)': {
    code: 'Neo.ClientError.Statement.AccessMode',
    message: 'Writing in read access mode not allowed',
  },
  slow: 'silence',
}

describe('a graph over Bolt', () => {
  let server: BoltServer
  before(async () => {
    const answer = (run: { query: string }) => answers[run.query] ?? { columns: ['ok'], rows: [[true]] }
    server = await startBoltServer({ password: 'secret', answer })
  })
  after(() => server.stop())
  const ask = (query: string, more: Partial<GraphRequest> = {}) =>
    graph.query({
      ...base,
      address: `bolt://${server.host}`,
      username: 'neo4j',
      password: 'secret',
      query,
      ...more,
    })

  it('gives rows, and each node and edge once', async () => {
    const { rows, nodes, edges, columns, truncated } = await ask(
      'MATCH (a)-[k]->(b) RETURN a, k, b, 1.5 AS x',
    )
    assert.deepEqual(columns, ['a', 'k', 'b', 'x'])
    assert.deepEqual(nodes, [
      { id: '4:x:1', labels: ['Person'], properties: { name: 'Ada', big: '1152921504606846976', age: 36 } },
      { id: '4:x:2', labels: ['Person', 'Poet'], properties: { name: 'Bob' } },
    ])
    assert.deepEqual(
      edges.map(({ type, start, end, properties }) => [type, start, end, properties]),
      [
        ['KNOWS', '4:x:1', '4:x:2', { since: 2 }],
        ['LIKES', '4:x:1', '4:x:2', {}],
      ],
    )
    assert.deepEqual(
      [rows[0]?.['x'], rows[1]?.['x'], rows[0]?.['a'], truncated],
      [1.5, null, nodes[0], false],
    )
  })

  it('binds values, reads so many rows, and says whether it may write', async () => {
    await ask('RETURN $name', { params: { name: "x' DELETE" }, read_only: false, database: 'people' })
    const run = server.runs.at(-1)
    assert.deepEqual([run?.params, run?.mode, run?.database], [{ name: "x' DELETE" }, 'w', 'people'])
    const many = await ask('UNWIND range(1, 5000) AS n RETURN n', { max_rows: 3 })
    assert.deepEqual([many.rows.map(({ n }) => n), many.truncated], [[1, 2, 3], true])
    assert.equal(server.runs.at(-1)?.mode, 'r')
  })

  it('says what is wrong', async () => {
    await assert.rejects(ask('MATCH ('), { code: 'cypher_invalid', field: 'query' })
    await assert.rejects(ask('CREATE (:A)'), { code: 'read_only' })
    await assert.rejects(ask('RETURN 1', { password: 'no' }), { code: 'sign_in_failed', field: 'credential' })
    await assert.rejects(ask('RETURN 1', { address: 'bolt://127.0.0.1:1' }), { code: 'connect_failed' })
    await assert.rejects(ask('RETURN 1', { address: 'http://x' }), {
      code: 'connection_invalid',
      field: 'address',
    })
    const strict = createGraphService({ folder: '/nowhere', guard: createHostGuard({ policy: {} }) })
    const inside = { ...base, address: `bolt://${server.host}`, query: 'RETURN 1' }
    await assert.rejects(strict.query(inside), { code: 'address_refused' })
  })

  it('ends at its time and when it is no longer wanted', async () => {
    await assert.rejects(ask('slow', { timeout_ms: 300 }), { code: 'timeout' })
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 300)
    await assert.rejects(ask('slow', { signal: stop.signal }), { code: 'aborted' })
  })
})

const real = process.env.NEO4J_URL
test('a real Neo4j answers the same', {
  skip: real ? false : 'no Neo4j; NEO4J_URL=neo4j://user:password@host:7687 npm test',
}, async () => {
  const { protocol, host, username, password } = new URL(real ?? '')
  const query = 'WITH $n AS n RETURN n, [n] AS list'
  const { rows } = await graph.query({
    ...base,
    address: `${protocol}//${host}`,
    username,
    password,
    query,
    params: { n: 1.5 },
  })
  assert.deepEqual(rows, [{ n: 1.5, list: [1.5] }])
})
