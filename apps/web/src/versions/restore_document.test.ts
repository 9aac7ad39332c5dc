import type { Workflow } from '@llamanexus/workflow'
import { expect, test } from 'vitest'
import { documentStateOf } from '../document/document_state.ts'
import { createDocumentStore } from '../document/document_store.ts'
import { restoreDocument } from './restore_document.ts'

test('a restored document is what it was, in one step that can be undone', () => {
  const past = workflow({
    name: 'Orders',
    nodes: [node('a'), node('loop'), node('in', 'loop')],
    connections: [link('c1', 'a', 'loop'), link('c2', 'loop', 'in')],
    variables: { limit: 1 },
    settings: { timeout_seconds: 10 },
  })
  const now = workflow({
    name: 'Orders, changed',
    description: 'New',
    nodes: [node('in'), node('b'), node('a')],
    connections: [link('c9', 'a', 'b'), link('c2', 'a', 'in')],
    variables: { more: true },
  })
  const store = createDocumentStore(now)
  store.edit('Restore', (transaction) => restoreDocument(transaction, documentStateOf(past)))
  expect(sorted(store.toWorkflow())).toEqual(sorted(past))
  store.undo()
  expect(sorted(store.toWorkflow())).toEqual(sorted(now))
})

test('what has left a container is not taken away with it', () => {
  const past = workflow({ nodes: [node('in')] })
  const store = createDocumentStore(workflow({ nodes: [node('loop'), node('in', 'loop')] }))
  store.edit('Restore', (transaction) => restoreDocument(transaction, documentStateOf(past)))
  expect(store.toWorkflow().nodes).toEqual(past.nodes)
})

test('the order of connections comes back, since it has a meaning', () => {
  const links = ['c1', 'c2', 'c3'].map((id) => link(id, 'a', 'b'))
  const past = workflow({ nodes: [node('a'), node('b')], connections: links })
  const store = createDocumentStore({ ...past, connections: links.slice(1, 2) })
  store.edit('Restore', (transaction) => restoreDocument(transaction, documentStateOf(past)))
  expect(store.toWorkflow().connections.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3'])
})

const workflow = (parts: Partial<Workflow>): Workflow => ({
  id: 'w',
  name: 'W',
  nodes: [],
  connections: [],
  variables: {},
  settings: {},
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  version: 1,
  is_active: false,
  ...parts,
})

const node = (id: string, parent?: string) => ({
  id,
  type: 'set',
  position: { x: 0, y: 0 },
  config: {},
  ...(parent === undefined ? {} : { parent }),
})

const link = (id: string, source_node: string, target_node: string) => ({
  id,
  source_node,
  source_port: 'output',
  target_node,
  target_port: 'input',
})

/** The order of nodes has no meaning. */
const sorted = (document: Workflow) => ({
  ...document,
  nodes: document.nodes.toSorted((a, b) => a.id.localeCompare(b.id)),
})
