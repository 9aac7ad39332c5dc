import type { Workflow } from '@llamanexus/workflow'
import { describe, expect, it } from 'vitest'
import { createDocumentStore } from '../document/document_store.ts'
import { createSessionStore } from '../document/session_store.ts'
import { createFlowStore } from './flow_store.ts'

const workflow: Workflow = {
  id: 'w',
  name: '',
  nodes: Array.from({ length: 1000 }, (_, at) => ({
    id: `n${at}`,
    type: 'set',
    position: { x: at * 300, y: 0 },
    config: {},
  })),
  connections: [],
  variables: {},
  settings: {},
  created_at: '',
  updated_at: '',
  version: 1,
  is_active: false,
}

const open = () => {
  const document = createDocumentStore(workflow)
  const session = createSessionStore()
  const flow = createFlowStore({ document, session, catalogue: new Map() })
  const stop = flow.start()
  const changed = (act: () => void) => {
    const before = flow.getState().nodes
    act()
    return flow
      .getState()
      .nodes.filter((node, at) => node !== before[at])
      .map(({ id }) => id)
  }
  return { document, session, flow, stop, changed }
}

describe('what React Flow draws', () => {
  it('changes one object of 1,000 at each step of a drag, and the document only at its end', () => {
    const { document, flow, stop, changed } = open()
    const state = document.state.getState()
    for (let x = 0; x < 5; x++) {
      const moved = changed(() =>
        flow.onNodesChange([{ type: 'position', id: 'n7', position: { x, y: 1 }, dragging: true }]),
      )
      expect(moved).toEqual(['n7'])
    }
    expect(document.state.getState()).toBe(state)
    expect(changed(() => flow.restore())).toEqual(['n7'])
    stop()
  })

  it('changes only what an edit, its undo or a selection is about', () => {
    const { document, session, stop, changed } = open()
    const edit = () =>
      document.edit('Move', (t) => t.updateNode('n3', (node) => ({ ...node, position: { x: 5, y: 5 } })))
    expect(changed(edit)).toEqual(['n3'])
    expect(changed(() => document.undo())).toEqual(['n3'])
    expect(changed(() => session.select({ nodes: ['n4'] }))).toEqual(['n4'])
    stop()
  })
})
