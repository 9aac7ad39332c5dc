import { type Catalogue, type Finding, validateWorkflow } from '@llamanexus/workflow'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { workflowOf } from './document_state.ts'
import type { DocumentStore } from './document_store.ts'

export interface FindingsStore extends StoreApi<readonly Finding[]> {
  stop(): void
}

const AFTER_MS = 300

/** Validates the document a moment after each change, never while it is being changed: a drag reaches the document at its end. */
export const createFindingsStore = (document: DocumentStore, catalogue: Catalogue): FindingsStore => {
  const check = () => validateWorkflow(workflowOf(document.state.getState()), catalogue)
  const store = createStore<readonly Finding[]>(() => [])
  // The first check waits too: the canvas is drawn before it is judged.
  let timer: ReturnType<typeof setTimeout> | undefined = setTimeout(
    () => store.setState(check(), true),
    AFTER_MS,
  )
  const unsubscribe = document.state.subscribe((state, before) => {
    if (
      state.nodes === before.nodes &&
      state.connections === before.connections &&
      state.variables === before.variables &&
      state.settings === before.settings
    )
      return
    clearTimeout(timer)
    timer = setTimeout(() => store.setState(check(), true), AFTER_MS)
  })
  return {
    ...store,
    stop: () => {
      clearTimeout(timer)
      unsubscribe()
    },
  }
}
