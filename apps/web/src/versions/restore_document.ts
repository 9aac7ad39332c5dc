import type { DocumentState } from '../document/document_state.ts'
import type { Patch } from '../document/patch.ts'
import type { Transaction } from '../document/transaction.ts'
import { diffStates } from '../drafts/diff_states.ts'

/** Makes the document what it was, as one edit: it can be undone, and what others save meanwhile is merged as ever. */
export const restoreDocument = (transaction: Transaction, past: DocumentState): void => {
  const patches = diffStates(transaction.state, past)
  // What stays comes first, so that nothing is taken away with a container that it has left.
  for (const patch of patches) if (patch.after !== undefined) put(transaction, patch)
  for (const patch of patches) if (patch.after === undefined) remove(transaction, patch)
  // A connection that went with a node of before is wanted where the past had it on another node of the same name.
  for (const id of past.connection_order) {
    const connection = past.connections[id]
    if (connection && !transaction.state.connections[id]) transaction.setConnection(connection)
  }
}

const put = (transaction: Transaction, patch: Patch): void => {
  const { collection, id, after, at } = patch
  if (after === undefined) return
  if (collection === 'nodes') transaction.setNode(after)
  else if (collection === 'connections') transaction.setConnection(after, at)
  else if (collection === 'annotations') transaction.setAnnotation(after)
  else if (collection === 'variables') transaction.setVariable(id, after)
  else if (collection === 'settings') transaction.setSetting(id, after)
  else if (id === 'name') transaction.setName(String(after))
  else transaction.setDescription(String(after))
}

const remove = (transaction: Transaction, { collection, id }: Patch): void => {
  if (collection === 'nodes') transaction.removeNode(id)
  else if (collection === 'connections') transaction.removeConnection(id)
  else if (collection === 'annotations') transaction.removeAnnotation(id)
  else if (collection === 'variables') transaction.setVariable(id, undefined)
  else if (collection === 'settings') transaction.setSetting(id, undefined)
  else if (id === 'description') transaction.setDescription(undefined)
}
