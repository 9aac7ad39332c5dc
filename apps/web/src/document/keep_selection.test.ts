import { expect, it } from 'vitest'
import { createDocumentStore } from './document_store.ts'
import { keepSelection } from './keep_selection.ts'
import { createSessionStore } from './session_store.ts'

it('what undo takes away is no longer selected', () => {
  const document = createDocumentStore({
    id: 'w',
    name: '',
    nodes: [{ id: 'a', type: 'set', position: { x: 0, y: 0 }, config: {} }],
    connections: [],
    variables: {},
    settings: {},
    created_at: '',
    updated_at: '',
    version: 1,
    is_active: false,
  })
  const session = createSessionStore()
  const stop = keepSelection(document, session)
  document.edit('Add', (t) => t.setNode({ id: 'b', type: 'set', position: { x: 0, y: 0 }, config: {} }))
  session.select({ nodes: ['a', 'b'] })
  document.undo()
  expect([...session.getState().selected_nodes]).toEqual(['a'])
  expect(session.getState().inspected).toBe('a')
  stop()
})
