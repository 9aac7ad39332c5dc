import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject, Workflow } from '@llamanexus/workflow'
import { webhookEntries, webhookTable } from './webhook_table.ts'

const workflow = (id: string, ...configs: JsonObject[]): Workflow => ({
  id,
  name: id,
  nodes: configs.map((config, index) => ({
    id: `hook${index}`,
    type: 'http_webhook',
    position: { x: 0, y: 0 },
    config,
  })),
  connections: [],
  variables: {},
  settings: {},
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  version: 1,
  is_active: true,
})

const table = (...workflows: Workflow[]) => webhookTable(workflows.flatMap(webhookEntries))

describe('webhookTable', () => {
  it('finds a fixed path by its method', () => {
    const match = table(workflow('a', { path: 'orders' })).match('POST', 'orders')
    assert.equal(match.found === 'entry' && match.entry.node_id, 'hook0')
  })

  it('names the methods that are served where another is asked for', () => {
    const match = table(workflow('a', { path: 'orders' }, { path: 'orders', method: 'PUT' })).match(
      'GET',
      'orders',
    )
    assert.deepEqual(match, { found: 'other_method', allow: ['POST', 'PUT', 'OPTIONS'] })
  })

  it('reads parameters, and prefers a path with fewer of them', () => {
    const hooks = table(workflow('a', { path: 'orders/:id' }, { path: 'orders/open' }, { path: ':any/:id' }))
    const one = hooks.match('POST', 'orders/7')
    assert.deepEqual(one.found === 'entry' && [one.entry.path, one.params], ['orders/:id', { id: '7' }])
    const coded = hooks.match('POST', 'orders/a%2Fb%20%C3%BC')
    assert.deepEqual(coded.found === 'entry' && coded.params, { id: 'a/b ü' })
    assert.equal(hooks.match('POST', 'orders%2Fopen').found, 'nothing')
    const open = hooks.match('POST', 'orders/open')
    assert.equal(open.found === 'entry' && open.entry.path, 'orders/open')
    assert.equal(hooks.match('POST', 'orders').found, 'nothing')
    assert.equal(hooks.match('POST', 'orders/').found, 'nothing')
  })

  it('says who has an address, whatever its parameters are called', () => {
    const hooks = table(workflow('a', { path: 'orders/:id', method: 'ANY' }))
    const [claim] = webhookEntries(workflow('b', { path: 'orders/:number' }))
    assert.equal(claim && hooks.taken(claim)?.workflow.id, 'a')
  })

  it('leaves out disabled nodes and nodes without a path', () => {
    const drawn = workflow('a', {}, { path: 'orders' })
    const [, second] = drawn.nodes
    if (second) second.policy = { disabled: true }
    assert.deepEqual(webhookEntries(drawn), [])
  })
})
