import { ApiError, type Call, routes } from '@llamanexus/contract'
import { diffWorkflows, summarizeChanges, type Workflow } from '@llamanexus/workflow'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { documentStateOf } from '../document/document_state.ts'
import type { DocumentStore, PatchListener } from '../document/document_store.ts'
import type { Patch } from '../document/patch.ts'
import { restoreDocument } from '../versions/restore_document.ts'
import type { DraftStore } from './draft_store.ts'
import { isEqual } from './is_equal.ts'
import { type Collision, rebase } from './rebase.ts'

export type SaveStatus = 'saved' | 'unsaved' | 'saving' | 'offline' | 'refused' | 'conflict'

/** What a person decides about a true collision. */
export type Resolution =
  /** Both documents brought together; where they collide, mine counts. */
  | 'mine'
  /** Both documents brought together; where they collide, theirs counts. */
  | 'theirs'
  /** Mine becomes a workflow of its own; this one shows theirs. */
  | 'both'

export interface Conflict {
  mine: Workflow
  theirs: Workflow
  changes: readonly Collision[]
}

export interface SaveState {
  status: SaveStatus
  /** Every change is in the local draft. */
  is_kept: boolean
  /** Milliseconds since the epoch of the last save. */
  saved_at: number | undefined
  /** Why the server would not take it. */
  message: string | undefined
  conflict: Conflict | undefined
}

export interface Autosave {
  readonly state: StoreApi<SaveState>
  /** Applies what an earlier page left unsaved. Nothing is written or sent before it has been called. */
  start(): Promise<void>
  /** Saves now what there is to save; resolves when the server has it or will not take it. */
  save(): Promise<void>
  /** Writes the draft at once: the page may be going away. */
  flush(): void
  /** Gives the id of the copy for `both`. */
  resolve(resolution: Resolution): Promise<string | undefined>
  /**
   * Saves what there is to save, then makes a version the newest again, as one step of undo. Rejects, and changes
   * nothing, while something is unsaved or after somebody else has saved.
   */
  restore(version: number): Promise<Restored>
  stop(): void
}

export interface Restored {
  /** The version that the restored document is by now. */
  version: number
  /** What is different from a moment ago, in a line for people. */
  summary: string
}

interface AutosaveOptions {
  document: DocumentStore
  call: Call
  drafts: DraftStore
  now?: () => number
}

const SAVE_AFTER_MS = 1000
const DRAFT_EVERY_MS = 150
const RETRY_MS = 1000
const RETRY_MAX_MS = 30_000

/** Keeps a document saved: at once on this device, within two seconds on the server, one save in flight. */
export const createAutosave = ({ document, call, drafts, now = Date.now }: AutosaveOptions): Autosave => {
  const state = createStore<SaveState>(() => ({
    status: 'saved',
    is_kept: true,
    saved_at: undefined,
    message: undefined,
    conflict: undefined,
  }))
  const id = document.state.getState().server.id
  /** Made since the last save that the server has confirmed. */
  let pending: Patch[] = []
  let unwritten: Patch[] = []
  let keys: number[] = []
  let writing: Promise<void> = Promise.resolve()
  let inFlight: Promise<void> | undefined
  let failures = 0
  const timers: { save?: ReturnType<typeof setTimeout>; draft?: ReturnType<typeof setTimeout> } = {}
  let stopListening: (() => void) | undefined

  const version = () => document.state.getState().server.version
  const ifMatch = () => ({ 'if-match': `"${version()}"` })

  /** The first change is written at once, and what follows it within a moment together: a page may be gone any time. */
  const keepDraft = () => {
    if (timers.draft !== undefined) return
    writeDraft()
    timers.draft = setTimeout(() => {
      delete timers.draft
      if (unwritten.length > 0) keepDraft()
    }, DRAFT_EVERY_MS)
  }

  const writeDraft = () => {
    if (unwritten.length === 0) return
    const patches = unwritten
    unwritten = []
    const after = writing
    // Begun at once: what only waits for its turn would not be known to the store when the page goes away.
    const written = drafts.append({ workflow: id, base_version: version(), patches })
    const note = async () => {
      const [key] = await Promise.all([written, after])
      keys.push(key)
      if (unwritten.length === 0) state.setState({ is_kept: true })
    }
    // Storage may be full or forbidden: the header then goes on saying that nothing is kept here.
    writing = note().catch(() => undefined)
  }

  const schedule = (ms: number) => {
    clearTimeout(timers.save)
    timers.save = setTimeout(() => void autosave.save(), ms)
  }

  const onPatches: PatchListener = (patches, origin) => {
    if (origin === 'merge' || origin === 'restore') return
    pending.push(...patches)
    unwritten.push(...patches)
    const { status } = state.getState()
    state.setState({
      is_kept: false,
      ...(status === 'saved' || status === 'refused' ? { status: 'unsaved' } : {}),
    })
    keepDraft()
    if (!inFlight && status !== 'conflict' && failures === 0) schedule(SAVE_AFTER_MS)
  }

  const confirm = async (count: number, saved: Workflow) => {
    pending = pending.slice(count)
    failures = 0
    document.acknowledge({ version: saved.version, updated_at: saved.updated_at, is_active: saved.is_active })
    writeDraft()
    await writing
    const written = keys
    keys = []
    if (pending.length > 0) {
      // What was typed meanwhile is written anew on the version it now stands on, before the old entries go.
      keys = [await drafts.append({ workflow: id, base_version: saved.version, patches: pending })]
    }
    await drafts.remove(written)
  }

  const send = async (): Promise<void> => {
    const count = pending.length
    state.setState({ status: 'saving' })
    try {
      const saved = await call(routes.updateWorkflow, {
        params: { id },
        body: document.toWorkflow(),
        headers: ifMatch(),
      })
      await confirm(count, saved).catch(() => undefined)
      const isAll = pending.length === 0
      state.setState({ status: isAll ? 'saved' : 'unsaved', saved_at: now(), message: undefined })
      if (!isAll) schedule(SAVE_AFTER_MS)
    } catch (error) {
      await onFailure(error)
    }
  }

  const onFailure = async (error: unknown): Promise<void> => {
    if (isStale(error)) return bringTogether()
    if (error instanceof ApiError && error.problem.status < 500 && error.problem.status !== 429) {
      state.setState({ status: 'refused', message: error.message })
      return
    }
    failures += 1
    state.setState({ status: 'offline' })
    schedule(Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** (failures - 1)))
  }

  /** Somebody else has saved: takes their changes in, and asks only about records that both have changed. */
  const bringTogether = async (): Promise<void> => {
    let theirs: Workflow
    try {
      theirs = await call(routes.getWorkflow, { params: { id } })
    } catch (error) {
      return onFailure(error)
    }
    const plan = rebase(document.state.getState(), pending, documentStateOf(theirs))
    if (plan.collisions.length > 0) {
      state.setState({
        status: 'conflict',
        conflict: { mine: document.toWorkflow(), theirs, changes: plan.collisions },
      })
      return
    }
    document.merge(plan.theirs)
    document.acknowledge(serverFields(theirs))
    if (pending.length > 0) return send()
    state.setState({ status: 'saved' })
  }

  const putBack = async (wanted: number): Promise<Restored> => {
    state.setState({ status: 'saving' })
    try {
      const params = { id, version: wanted }
      const saved = await call(routes.restoreVersion, { params, headers: ifMatch() })
      const summary = summarizeChanges(diffWorkflows(document.toWorkflow(), saved))
      const past = documentStateOf(saved)
      document.edit(`Restore version ${wanted}`, (t) => restoreDocument(t, past), { origin: 'restore' })
      document.acknowledge(serverFields(saved))
      state.setState({ status: restingStatus(), saved_at: now(), message: undefined })
      return { version: saved.version, summary }
    } catch (error) {
      state.setState({ status: restingStatus() })
      if (!isStale(error)) throw error
      await bringTogether()
      throw new Error(
        'Somebody else has saved this workflow in the meantime, so nothing is restored. Their changes are shown now: look at them, then restore again if you still want to.',
        { cause: error },
      )
    }
  }

  const restingStatus = (): SaveStatus => (pending.length === 0 ? 'saved' : 'unsaved')

  const settle = async (theirs: Workflow, resolution: 'mine' | 'theirs') => {
    const plan = rebase(document.state.getState(), pending, documentStateOf(theirs))
    document.merge(resolution === 'theirs' ? [...plan.theirs, ...plan.yield] : plan.theirs)
    document.acknowledge(serverFields(theirs))
    state.setState({ status: 'unsaved', conflict: undefined })
    await autosave.save()
  }

  const discard = async () => {
    pending = []
    unwritten = []
    await writing
    await drafts.remove(keys).catch(() => undefined)
    keys = []
  }

  const autosave: Autosave = {
    state,
    start: async () => {
      const left = await drafts.read(id).catch(() => [])
      keys = left.map(({ key }) => key)
      const patches = left.flatMap(({ entry }) => entry.patches)
      stopListening = document.onPatches(onPatches)
      if (patches.length === 0) return
      const isCurrent = left.every(({ entry }) => entry.base_version === version())
      pending = isCurrent ? patches : stillApplying(document, patches)
      document.merge(pending)
      state.setState({ status: 'unsaved' })
      schedule(0)
    },
    save: () => {
      clearTimeout(timers.save)
      if (inFlight)
        return inFlight.then(() => (pending.length > 0 && failures === 0 ? autosave.save() : undefined))
      if (pending.length === 0 || state.getState().status === 'conflict') return Promise.resolve()
      inFlight = send().finally(() => {
        inFlight = undefined
      })
      return inFlight
    },
    flush: () => {
      writeDraft()
      drafts.leave()
    },
    resolve: async (resolution) => {
      const { conflict } = state.getState()
      if (!conflict) return undefined
      if (resolution !== 'both') {
        await settle(conflict.theirs, resolution)
        return undefined
      }
      const { id: _id, version: _version, ...mine } = document.toWorkflow()
      const copy = await call(routes.createWorkflow, {
        body: { ...mine, name: `${mine.name} (my copy)`, is_active: false },
      })
      await discard()
      document.load(conflict.theirs)
      state.setState({ status: 'saved', is_kept: true, conflict: undefined })
      return copy.id
    },
    restore: async (wanted) => {
      await autosave.save()
      if (pending.length > 0)
        throw new Error(
          'Your last changes are not saved yet, so nothing is restored. Wait until the header says that they are, then try again.',
        )
      const restored = putBack(wanted)
      // What is changed meanwhile is saved after it.
      const ended = () => {
        inFlight = undefined
        if (pending.length > 0) schedule(SAVE_AFTER_MS)
      }
      inFlight = restored.then(ended, ended)
      return restored
    },
    stop: () => {
      writeDraft()
      clearTimeout(timers.save)
      clearTimeout(timers.draft)
      stopListening?.()
    },
  }
  return autosave
}

const isStale = (error: unknown): boolean => error instanceof ApiError && error.problem.status === 412

const serverFields = ({ version, updated_at, created_at, is_active }: Workflow) => ({
  version,
  updated_at,
  created_at,
  is_active,
})

/**
 * Of an old draft, what does not undo what has been saved since: of each record, the changes made after it was as it is
 * now. A record that the draft never knew as it is now stays.
 */
const stillApplying = (document: DocumentStore, patches: readonly Patch[]): Patch[] => {
  const current = document.state.getState()
  const from = new Map<string, number>()
  for (const [at, patch] of patches.entries()) {
    const record = (current[patch.collection] as Readonly<Record<string, unknown>>)[patch.id]
    if (isEqual(record, patch.before)) from.set(keyOf(patch), at)
  }
  return patches.filter((patch, at) => at >= (from.get(keyOf(patch)) ?? Number.POSITIVE_INFINITY))
}

const keyOf = ({ collection, id }: Patch): string => `${collection}/${id}`
