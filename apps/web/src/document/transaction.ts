import type { Annotation, Connection, JsonValue, WorkflowNode } from '@llamanexus/workflow'
import type { DocumentState } from './document_state.ts'
import { type Collection, type Collections, DocumentCopy, orderOf, type Patch } from './patch.ts'

/** How an edit speaks: every call is seen by the next one, and all of them become one step of undo. */
export interface Transaction {
  /** The document with what this transaction has changed so far. */
  readonly state: DocumentState
  setNode(node: WorkflowNode): void
  updateNode(id: string, change: (node: WorkflowNode) => WorkflowNode): void
  /** Removes the node, what lives in it, and every connection of these. */
  removeNode(id: string): void
  setConnection(connection: Connection, at?: number): void
  removeConnection(id: string): void
  setAnnotation(annotation: Annotation): void
  updateAnnotation(id: string, change: (annotation: Annotation) => Annotation): void
  removeAnnotation(id: string): void
  /** `undefined` removes it. */
  setVariable(name: string, value: JsonValue | undefined): void
  setSetting(name: string, value: JsonValue | undefined): void
  setName(name: string): void
  setDescription(description: string | undefined): void
}

/** Runs an edit against a state and gives the patches it amounts to, one a record, none for what ends as it was. */
export const transact = (state: DocumentState, edit: (transaction: Transaction) => void): Patch[] => {
  const patches: Patch[] = []
  const copy = new DocumentCopy(state)
  const put = <C extends Collection>(
    collection: C,
    id: string,
    after: Collections[C] | undefined,
    at?: number,
  ) => {
    const current = copy.state
    const before = recordOf(current, collection, id)
    if (before === after) return
    const order = orderOf(collection)
    const place =
      order && (before === undefined || after === undefined)
        ? { at: before === undefined ? (at ?? current[order].length) : current[order].indexOf(id) }
        : {}
    // A union of records cannot be built from a type parameter; collection and values belong together by `put`.
    const patch = { collection, id, before, after, ...place } as Patch
    patches.push(patch)
    copy.apply(patch)
  }
  edit({
    get state() {
      return copy.state
    },
    setNode: (node) => put('nodes', node.id, node),
    updateNode: (id, change) => {
      const node = copy.state.nodes[id]
      if (node) put('nodes', id, change(node))
    },
    removeNode: (id) => removeNodes(copy.state, id, put),
    setConnection: (connection, at) => put('connections', connection.id, connection, at),
    removeConnection: (id) => put('connections', id, undefined),
    setAnnotation: (annotation) => put('annotations', annotation.id, annotation),
    updateAnnotation: (id, change) => {
      const annotation = copy.state.annotations[id]
      if (annotation) put('annotations', id, change(annotation))
    },
    removeAnnotation: (id) => put('annotations', id, undefined),
    setVariable: (name, value) => put('variables', name, value),
    setSetting: (name, value) => put('settings', name, value),
    setName: (name) => put('meta', 'name', name),
    setDescription: (description) => put('meta', 'description', description),
  })
  return patches
}

type Put = <C extends Collection>(collection: C, id: string, after: Collections[C] | undefined) => void

const removeNodes = (state: DocumentState, id: string, put: Put): void => {
  const gone = new Set(withDescendants(state, id))
  for (const connection of Object.values(state.connections)) {
    if (gone.has(connection.source_node) || gone.has(connection.target_node)) {
      put('connections', connection.id, undefined)
    }
  }
  for (const nodeId of [...gone].toReversed()) put('nodes', nodeId, undefined)
}

/** A node and everything that lives in it, outermost first. */
export const withDescendants = (state: DocumentState, id: string): string[] => {
  const found = [id]
  for (const parent of found) {
    for (const node of Object.values(state.nodes)) {
      if (node.parent === parent && !found.includes(node.id)) found.push(node.id)
    }
  }
  return found
}

const recordOf = <C extends Collection>(
  state: DocumentState,
  collection: C,
  id: string,
): Collections[C] | undefined => {
  const records = state[collection] as Readonly<Record<string, Collections[C]>>
  return Object.hasOwn(records, id) ? records[id] : undefined
}
