import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, test } from 'node:test'
import type { GraphRequest } from '@llamanexus/node-sdk'
import { createHostGuard } from '../http/index.ts'
import { INSTALL_GRAPH } from './graph_error.ts'
import { createGraphService } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'llamanexus-graph-'))
const graph = createGraphService({ folder, guard: createHostGuard({ policy: {} }) })
after(async () => {
  await graph.close()
  rmSync(folder, { recursive: true, force: true })
})
const ask = (query: string, more: Partial<GraphRequest> = {}) =>
  graph.query({ query, read_only: false, max_rows: 100, timeout_ms: 60_000, ...more })

const isInstalled = isThere()
function isThere(): boolean {
  try {
    return import.meta.resolve('@ladybugdb/core') !== ''
  } catch {
    return false
  }
}

test('a graph that is not installed names the command', {
  skip: isInstalled && 'it is installed',
}, async () => {
  await assert.rejects(ask('RETURN 1'), {
    code: 'graph_not_installed',
    hint: new RegExp(`run: ${INSTALL_GRAPH}\\. .* without a restart`),
  })
})

test('the guide and the page of the node name the same command', () => {
  for (const page of ['guides/knowledge.md', 'reference/nodes/graph_query.md']) {
    const text = readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), 'utf8')
    assert.ok(text.includes(INSTALL_GRAPH), page)
  }
})

describe('an embedded graph', {
  skip: isInstalled ? false : `not installed; ${INSTALL_GRAPH}`,
}, () => {
  before(async () => {
    await ask('CREATE NODE TABLE Person(name STRING PRIMARY KEY, age INT64)')
    await ask('CREATE REL TABLE Knows(FROM Person TO Person, since INT64)')
    for (const [name, age] of [
      ['Ada', 36],
      ['Bob', 40],
    ] as const)
      await ask('MERGE (p:Person {name: $name}) SET p.age = $age', { params: { name, age } })
    await ask("MATCH (a:Person {name: 'Ada'}), (b:Person {name: 'Bob'}) CREATE (a)-[:Knows {since: 2}]->(b)")
  })

  it('gives rows, nodes and edges, of paths too', async () => {
    const { rows, nodes, edges } = await ask('MATCH (a)-[k:Knows]->(b) RETURN a.name AS name, k, b')
    assert.equal(rows[0]?.['name'], 'Ada')
    assert.deepEqual(
      nodes.map(({ labels, properties }) => [labels, properties]),
      [[['Person'], { name: 'Bob', age: 40 }]],
    )
    assert.deepEqual(
      edges.map(({ type, properties, end }) => [type, properties, end]),
      [['Knows', { since: 2 }, nodes[0]?.id]],
    )
    const path = await ask('MATCH p = (a)-[:Knows*1..2]->(b) RETURN p')
    assert.deepEqual([path.nodes.length, path.edges.length], [2, 1])
  })

  it('changes nothing when it only reads, and reads so many rows', async () => {
    await assert.rejects(ask("CREATE (:Person {name: 'Eve'})", { read_only: true }), { code: 'read_only' })
    const { rows, truncated } = await ask('MATCH (p:Person) RETURN p.name AS name ORDER BY name', {
      max_rows: 1,
      read_only: true,
    })
    assert.deepEqual([rows, truncated], [[{ name: 'Ada' }], true])
  })

  it('says what is wrong, and ends at its time', async () => {
    await assert.rejects(ask('MATCH ('), { code: 'cypher_invalid', field: 'query' })
    await assert.rejects(ask('RETURN 1', { database: '../x' }), { code: 'connection_invalid' })
    const long = 'UNWIND range(1, 100000000) AS x UNWIND range(1, 1000) AS y RETURN sum(x * y)'
    await assert.rejects(ask(long, { timeout_ms: 1500 }), { code: 'timeout' })
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 1000)
    await assert.rejects(ask(long, { signal: stop.signal }), { code: 'aborted' })
    assert.equal((await ask('MATCH (p:Person) RETURN count(p) AS n')).rows[0]?.['n'], 2)
  })
})
