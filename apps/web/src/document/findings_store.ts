import type { Catalogue, Finding, ValidateOptions } from '@llamanexus/workflow'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { workflowOf } from './document_state.ts'
import type { DocumentStore } from './document_store.ts'
import { createValidator, type Validator } from './validator.ts'

export interface FindingsStore extends StoreApi<readonly Finding[]> {
  /** What there is beside the document has changed: it is judged anew. */
  know(known: ValidateOptions): void
  stop(): void
}

const AFTER_MS = 300

/** Validates the document a moment after each change, never while it is being changed: a drag reaches the document at its end. */
export const createFindingsStore = (
  document: DocumentStore,
  catalogue: Catalogue,
  validator: Validator = createValidator(catalogue),
): FindingsStore => {
  const store = createStore<readonly Finding[]>(() => [])
  const check = () =>
    validator.validate(workflowOf(document.state.getState()), (findings) => store.setState(findings, true))
  // The first check waits too: the canvas is drawn before it is judged.
  let timer: ReturnType<typeof setTimeout> | undefined = setTimeout(check, AFTER_MS)
  const unsubscribe = document.state.subscribe((state, before) => {
    if (
      state.nodes === before.nodes &&
      state.connections === before.connections &&
      state.variables === before.variables &&
      state.settings === before.settings
    )
      return
    clearTimeout(timer)
    timer = setTimeout(check, AFTER_MS)
  })
  return {
    ...store,
    know: (known) => {
      validator.know(known)
      clearTimeout(timer)
      timer = setTimeout(check, AFTER_MS)
    },
    stop: () => {
      clearTimeout(timer)
      validator.stop()
      unsubscribe()
    },
  }
}
