import type { Workflow, WorkflowNode } from '@llamanexus/workflow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentStateOf, workflowOf } from './document_state.ts'
import { createDocumentStore, type DocumentStore } from './document_store.ts'
import { applyPatches, invertPatches, type Patch } from './patch.ts'
import type { Transaction } from './transaction.ts'

const empty: Workflow = {
  id: 'w',
  name: 'Test',
  nodes: [],
  connections: [],
  variables: {},
  settings: {},
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  version: 1,
  is_active: false,
}

const node = (id: string, x = 0): WorkflowNode => ({ id, type: 'set', position: { x, y: 0 }, config: {} })

type Edit = (transaction: Transaction) => void

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(ids, fc.nat(500)).map(
    ([id, x]): Edit =>
      (t) =>
        t.setNode(node(id, x)),
  ),
  fc.tuple(ids, ids).map(
    ([id, parent]): Edit =>
      (t) =>
        t.updateNode(id, (n) => ({ ...n, parent })),
  ),
  ids.map(
    (id): Edit =>
      (t) =>
        t.removeNode(id),
  ),
  fc.tuple(ids, ids, ids).map(
    ([id, source_node, target_node]): Edit =>
      (t) =>
        t.setConnection({ id, source_node, source_port: 'output', target_node, target_port: 'input' }),
  ),
  ids.map(
    (id): Edit =>
      (t) =>
        t.removeConnection(id),
  ),
  fc.tuple(ids, fc.option(fc.jsonValue())).map(
    ([name, value]): Edit =>
      (t) =>
        t.setVariable(name, (value as never) ?? undefined),
  ),
  fc.string().map(
    (name): Edit =>
      (t) =>
        t.setName(name),
  ),
)
const transactions = fc.array(edits, { minLength: 1, maxLength: 6 })

const run = (store: DocumentStore, changes: readonly Edit[]) =>
  store.edit('Change', (t) => {
    for (const change of changes) change(t)
  })

describe('document store', () => {
  it('takes a document apart and puts it together again unchanged', () => {
    const workflow = { ...empty, nodes: [node('b'), node('a')], variables: { x: 1 } }
    expect(workflowOf(documentStateOf(workflow))).toEqual(workflow)
  })

  it('makes patches whose inverse gives the document from before, orders too', () => {
    fc.assert(
      fc.property(fc.array(transactions, { maxLength: 8 }), (steps) => {
        const store = createDocumentStore(empty)
        for (const step of steps) {
          const before = store.state.getState()
          const patches = run(store, step)
          const after = store.state.getState()
          expect(applyPatches(after, invertPatches(patches))).toEqual(before)
          expect(applyPatches(before, patches)).toEqual(after)
        }
      }),
    )
  })

  it('undoes any number of edits back to the first document and redoes them to the last', () => {
    fc.assert(
      fc.property(fc.array(transactions, { maxLength: 10 }), (steps) => {
        const store = createDocumentStore(empty)
        for (const step of steps) run(store, step)
        const last = store.toWorkflow()
        while (store.history.getState().undo) store.undo()
        expect(store.toWorkflow()).toEqual(empty)
        while (store.history.getState().redo) store.redo()
        expect(store.toWorkflow()).toEqual(last)
      }),
    )
  })

  it('leaves the records of other nodes the same objects', () => {
    const store = createDocumentStore({ ...empty, nodes: [node('a'), node('b')] })
    const { b } = store.state.getState().nodes
    store.edit('Move', (t) => t.updateNode('a', (n) => ({ ...n, position: { x: 9, y: 9 } })))
    expect(store.state.getState().nodes['b']).toBe(b)
  })

  it('removes a container with its body and their connections, and undo brings all back in order', () => {
    const workflow: Workflow = {
      ...empty,
      nodes: [node('first'), node('each'), { ...node('inner'), parent: 'each' }, node('last')],
      connections: [
        { id: 'c1', source_node: 'each', source_port: 'item', target_node: 'inner', target_port: 'input' },
        { id: 'c2', source_node: 'first', source_port: 'output', target_node: 'last', target_port: 'input' },
      ],
    }
    const store = createDocumentStore(workflow)
    store.edit('Delete', (t) => t.removeNode('each'))
    expect(store.state.getState().node_order).toEqual(['first', 'last'])
    expect(store.state.getState().connection_order).toEqual(['c2'])
    store.undo()
    expect(store.toWorkflow()).toEqual(workflow)
  })

  it('joins typing in one field into one step of undo, and starts anew after a pause', () => {
    let clock = 0
    const store = createDocumentStore({ ...empty, nodes: [node('a')] }, () => clock)
    const type = (label: string) =>
      store.edit('Rename', (t) => t.updateNode('a', (n) => ({ ...n, label })), { merge: 'a:label' })
    type('H')
    type('He')
    clock += 10_000
    type('Hey')
    store.undo()
    expect(store.state.getState().nodes['a']?.label).toBe('He')
    store.undo()
    expect(store.state.getState().nodes['a']?.label).toBeUndefined()
  })

  it('leaves no step for an edit that changes nothing', () => {
    const store = createDocumentStore(empty)
    store.edit('Nothing', (t) => t.setName('Test'))
    expect(store.history.getState().undo).toBeUndefined()
  })

  it('tells its listeners of edits, undo and merges with their origin', () => {
    const store = createDocumentStore(empty)
    const told: [number, string][] = []
    const stop = store.onPatches((patches: readonly Patch[], origin) => told.push([patches.length, origin]))
    store.edit('Add', (t) => t.setNode(node('a')))
    store.undo()
    store.merge([{ collection: 'nodes', id: 'z', before: undefined, after: node('z'), at: 0 }])
    stop()
    store.redo()
    expect(told).toEqual([
      [1, 'edit'],
      [1, 'undo'],
      [1, 'merge'],
    ])
  })
})
