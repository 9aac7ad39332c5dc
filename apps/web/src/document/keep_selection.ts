import type { DocumentState } from './document_state.ts'
import type { DocumentStore } from './document_store.ts'
import type { SessionStore } from './session_store.ts'

/** Takes out of the selection what the document no longer has, so that one that was undone never counts as chosen. Gives the way to stop. */
export const keepSelection = (document: Pick<DocumentStore, 'state'>, session: SessionStore): (() => void) =>
  document.state.subscribe((state, before) => {
    if (
      state.nodes === before.nodes &&
      state.connections === before.connections &&
      state.annotations === before.annotations
    )
      return
    const { selected_nodes: nodes, selected_connections: connections } = session.getState()
    const isItem = (id: string) => isIn(state.nodes, id) || isIn(state.annotations, id)
    const isConnection = (id: string) => isIn(state.connections, id)
    if ([...nodes].every(isItem) && [...connections].every(isConnection)) return
    session.select({ nodes: [...nodes].filter(isItem), connections: [...connections].filter(isConnection) })
  })

const isIn = (records: DocumentState['nodes' | 'annotations' | 'connections'], id: string): boolean =>
  Object.hasOwn(records, id)
