import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeRegistry } from '../registry.gen.ts'
import { testWorld } from '../test/test_world.ts'

const world = testWorld()
const address = 'bolt://graph.example.com:7687'
const ask = (query: string, config = {}) =>
  world.run('graph_query', { inputs: { query, params: { name: 'Eve' } }, config: { address, ...config } })

test('the nodes and edges of an answer come once each, with the rows', async () => {
  const { outputs } = await ask('MATCH (a)-[k]->(b) RETURN a, k, b')
  assert.deepEqual(outputs['nodes'], [
    { id: 'n1', labels: ['Person'], properties: { name: 'Eve' } },
    { id: 'n2', labels: ['Person'], properties: { name: 'Bob' } },
  ])
  assert.deepEqual(outputs['edges'], [{ id: 'e1', type: 'KNOWS', start: 'n1', end: 'n2', properties: {} }])
  assert.equal(outputs['count'], 1)
})

test('a credential signs in, and without an address is of no use', async () => {
  const values = { username: 'neo4j', password: 'secret' }
  const good = await world.addCredential({ type: 'basic', values, hosts: ['graph.example.com:7687'] })
  assert.equal((await ask('RETURN 1', { credential: good })).outputs['count'], 1)
  const wrong = { ...values, password: 'wrong' }
  const bad = await world.addCredential({ type: 'basic', values: wrong, hosts: ['graph.example.com:7687'] })
  await assert.rejects(ask('RETURN 1', { credential: bad }), { code: 'sign_in_failed', field: 'credential' })
})

test('only a query that reads may be asked again', () => {
  const type = nodeRegistry.get('graph_query')
  assert.equal(type?.effectOf({ config: { read_only: true }, inputs: {} }), 'idempotent')
  assert.equal(type?.effectOf({ config: { read_only: false }, inputs: {} }), 'unsafe')
})
