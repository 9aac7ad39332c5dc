import type { Workflow } from '@llamanexus/workflow'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { type DocumentState, documentStateOf, type ServerFields, workflowOf } from './document_state.ts'
import { applyPatches, invertPatches, type Patch } from './patch.ts'
import { type Transaction, transact } from './transaction.ts'

/**
 * Where a change came from: a person here, a merge with what somebody else has saved, or a version that the server has
 * restored, which it has saved already.
 */
export type PatchOrigin = 'edit' | 'undo' | 'redo' | 'merge' | 'restore'

export type PatchListener = (patches: readonly Patch[], origin: PatchOrigin) => void

export interface HistoryState {
  /** What undo would take back, as a person reads it; `undefined` when there is nothing. */
  undo: string | undefined
  redo: string | undefined
}

export interface EditOptions {
  /** Edits that follow each other with the same key become one step of undo: typing in one field. */
  merge?: string
  /** Default `edit`. */
  origin?: Extract<PatchOrigin, 'edit' | 'restore'>
}

/** The document that is being edited, with its history. */
export interface DocumentStore {
  readonly state: StoreApi<DocumentState>
  readonly history: StoreApi<HistoryState>
  /** Makes one change, one step of undo. An edit that changes nothing leaves no step. */
  edit(label: string, change: (transaction: Transaction) => void, options?: EditOptions): readonly Patch[]
  undo(): void
  redo(): void
  /** Applies what somebody else has changed. Not a step of undo: our own steps stay as they are. */
  merge(patches: readonly Patch[]): void
  /** Takes over what the server has decided about the document: version, times, whether it is active. */
  acknowledge(server: Partial<ServerFields>): void
  /** Replaces everything, history too. */
  load(workflow: Workflow): void
  toWorkflow(): Workflow
  /** Tells of every change of a person or of a merge, never of `load`. Returns the way out. */
  onPatches(listener: PatchListener): () => void
}

interface Step {
  label: string
  patches: readonly Patch[]
  merge?: string | undefined
  at: number
}

const MERGE_WITHIN_MS = 2000

/** A document store for one open workflow. `now` is in milliseconds. */
export const createDocumentStore = (workflow: Workflow, now: () => number = Date.now): DocumentStore => {
  const state = createStore<DocumentState>(() => documentStateOf(workflow))
  const history = createStore<HistoryState>(() => ({ undo: undefined, redo: undefined }))
  const listeners = new Set<PatchListener>()
  let done: Step[] = []
  let undone: Step[] = []

  const apply = (patches: readonly Patch[], origin: PatchOrigin) => {
    state.setState(applyPatches(state.getState(), patches), true)
    history.setState({ undo: done.at(-1)?.label, redo: undone.at(-1)?.label })
    for (const listener of listeners) listener(patches, origin)
  }

  return {
    state,
    history,
    edit: (label, change, options) => {
      const patches = transact(state.getState(), change)
      if (patches.length === 0) return patches
      done = withStep(done, { label, patches, merge: options?.merge, at: now() })
      undone = []
      apply(patches, options?.origin ?? 'edit')
      return patches
    },
    undo: () => {
      const step = done.at(-1)
      if (!step) return
      done = done.slice(0, -1)
      undone = [...undone, step]
      apply(invertPatches(step.patches), 'undo')
    },
    redo: () => {
      const step = undone.at(-1)
      if (!step) return
      undone = undone.slice(0, -1)
      done = [...done, step]
      apply(step.patches, 'redo')
    },
    merge: (patches) => {
      if (patches.length > 0) apply(patches, 'merge')
    },
    acknowledge: (server) => state.setState({ server: { ...state.getState().server, ...server } }),
    load: (loaded) => {
      done = []
      undone = []
      state.setState(documentStateOf(loaded), true)
      history.setState({ undo: undefined, redo: undefined })
    },
    toWorkflow: () => workflowOf(state.getState()),
    onPatches: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const withStep = (steps: readonly Step[], step: Step): Step[] => {
  const last = steps.at(-1)
  const joins =
    last !== undefined &&
    step.merge !== undefined &&
    last.merge === step.merge &&
    step.at - last.at < MERGE_WITHIN_MS
  return joins
    ? [...steps.slice(0, -1), { ...step, patches: [...last.patches, ...step.patches] }]
    : [...steps, step]
}
