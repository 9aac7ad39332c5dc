import type { Clock, Engine } from '@llamanexus/engine'
import type { Firing, Store, TriggerChange } from '@llamanexus/store'
import type { Documents } from '../documents.ts'

/** Starts the runs of what triggers have fired; each firing is kept until its run is durable. */
export interface Dispatcher {
  /** Writes all of it in one transaction; its runs start then, in order. Rejects with `StoreError`, having written nothing. */
  fire(change: TriggerChange): Promise<void>
  /** Starts what a former process left. */
  resume(): void
  /** Settles when no firing waits that can be started now. */
  idle(): Promise<void>
  /** Firings so far, by source. */
  fired(): ReadonlyMap<string, number>
  /** Starts no more; what is left is started by the next process. */
  close(): Promise<void>
}

export interface DispatcherOptions {
  store: Pick<Store, 'triggers' | 'executions'>
  engine: Pick<Engine, 'start'>
  documents: Pick<Documents, 'read' | 'assertRunnable'>
  clock: Clock
  /** Told of a firing of which no run comes. */
  onRefused: (firing: Firing, error: unknown) => void
  onFailure: (error: unknown) => void
}

const BATCH = 200
const RETRY_MS = 1_000

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, engine, documents, clock, onRefused, onFailure } = options
  const counts = new Map<string, number>()
  const state = { closed: false, asked: false, working: undefined as Promise<void> | undefined }
  let cancelRetry = () => {}

  return {
    async fire(change) {
      await store.triggers.commit(change)
      const { firings = [] } = change
      for (const { source } of firings) counts.set(source, (counts.get(source) ?? 0) + 1)
      if (firings.length > 0) kick()
    },
    resume: kick,
    async idle() {
      while (state.working) await state.working
    },
    fired: () => counts,
    async close() {
      state.closed = true
      cancelRetry()
      await state.working
    },
  }

  function kick(): void {
    state.asked = true
    if (state.closed || state.working) return
    state.working = drain().finally(() => {
      state.working = undefined
      if (state.asked) kick()
    })
  }

  async function drain(): Promise<void> {
    state.asked = false
    try {
      while (!state.closed) {
        const firings = await store.triggers.pending(BATCH)
        if (firings.length === 0) return
        const done = await startAll(firings)
        await store.triggers.settle(done)
        if (done.length < firings.length) return retryLater()
      }
    } catch (error) {
      onFailure(error)
      retryLater()
    }
  }

  function retryLater(): void {
    cancelRetry()
    if (!state.closed) cancelRetry = clock.after(RETRY_MS, kick)
  }

  /** Answers the ids of those that are done with. They reach the engine in order, and become durable together. */
  async function startAll(firings: readonly Firing[]): Promise<string[]> {
    const runs: Promise<boolean>[] = []
    for (const firing of firings) {
      const begun = await begin(firing)
      runs.push(begun.durable.catch((error: unknown) => isDone(firing, error)))
    }
    const results = await Promise.all(runs)
    return firings.filter((_, index) => results[index]).map(({ execution_id }) => execution_id)
  }

  /** The promise is kept in an object, for else it would be waited for with this one. */
  async function begin(firing: Firing): Promise<{ durable: Promise<boolean> }> {
    try {
      const { execution_id, workflow_id, node_id, source, data } = firing
      if (await store.executions.record(execution_id)) return { durable: Promise.resolve(true) }
      const workflow = await documents.read(workflow_id)
      // What was fired while it was active is not wanted any more.
      if (!workflow.is_active) return { durable: Promise.resolve(true) }
      documents.assertRunnable(workflow)
      const { started, finished } = engine.start({
        execution_id,
        workflow,
        ...(node_id !== null && { trigger_node: node_id }),
        trigger_data: data,
        source,
      })
      finished.catch(() => undefined)
      return { durable: started.then(() => true) }
    } catch (error) {
      return { durable: Promise.reject(error) }
    }
  }

  /** A queue or a disk that is full passes; a workflow that cannot run does not. */
  async function isDone(firing: Firing, error: unknown): Promise<boolean> {
    const { code } = error as { code?: unknown }
    if (passing.has(code)) return false
    // Queued under this id by an attempt that could not be written: it will be, or is tried again.
    if (code === 'conflict') return (await store.executions.record(firing.execution_id)) !== undefined
    onRefused(firing, error)
    return true
  }
}

const passing: ReadonlySet<unknown> = new Set(['queue_full', 'closing', 'disk_full', 'store_failed'])
