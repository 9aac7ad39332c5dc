import type { Clock, Engine } from '@llamanexus/engine'
import type { Firing, Store, TriggerChange } from '@llamanexus/store'
import type { Documents } from '../documents.ts'
import type { Hub } from '../realtime/hub.ts'
import { createQueuedRuns } from './queued_runs.ts'
import { inTurns, shareOut } from './share_out.ts'

/**
 * Starts the runs of what triggers have fired; each firing is kept until its run is durable. Those of one workflow start
 * in order; workflows take turns, and each has a share of the engine's queue, so that none waits for another's flood.
 */
export interface Dispatcher {
  /** Writes all of it in one transaction; its runs start then. Rejects with `StoreError`, having written nothing. */
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
  hub: Pick<Hub, 'watchAll'>
  clock: Clock
  /** Told of a firing of which no run comes. */
  onRefused: (firing: Firing, error: unknown) => void
  onFailure: (error: unknown) => void
  /** Runs of one workflow that may wait in the engine's queue; the rest of its firings wait in the store. Default 500. */
  max_queued?: number
}

const BATCH = 200
const RETRY_MS = 1_000

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, engine, documents, clock, onRefused, onFailure, max_queued = 500 } = options
  /** Workflows whose share is used up while more of their firings wait. */
  const full = new Set<string>()
  const queued = createQueuedRuns(options.hub, (workflowId, count) => {
    if (count > max_queued / 2 || !full.delete(workflowId)) return
    kick()
  })
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
    /** Workflows whose next run cannot be taken now; those behind it wait as well. */
    const held = new Set<string>()
    try {
      while (!state.closed) {
        const firings = await nextBatch(held)
        if (firings.length === 0) break
        await store.triggers.settle(await startAll(firings, held))
      }
    } catch (error) {
      onFailure(error)
      return retryLater()
    }
    if (held.size > 0) retryLater()
  }

  /** Firings of those that have a place, in the order in which they are to start. */
  async function nextBatch(held: ReadonlySet<string>): Promise<Firing[]> {
    const waiting = await store.triggers.waiting()
    const lanes = waiting
      .filter((workflow_id) => !held.has(workflow_id))
      .map((workflow_id) => ({ workflow_id, queued: queued.count(workflow_id) }))
    full.clear()
    for (const lane of lanes) if (lane.queued >= max_queued) full.add(lane.workflow_id)
    const shares = shareOut(lanes, { batch: BATCH, max_queued })
    return inTurns(
      await Promise.all(shares.map(({ workflow_id, take }) => store.triggers.pending(take, workflow_id))),
    )
  }

  function retryLater(): void {
    cancelRetry()
    if (!state.closed) cancelRetry = clock.after(RETRY_MS, kick)
  }

  /** Answers the ids of those that are done with. They reach the engine in order, and become durable together. */
  async function startAll(firings: readonly Firing[], held: Set<string>): Promise<string[]> {
    const done: Promise<string[]>[] = []
    for (const firing of firings) {
      if (held.has(firing.workflow_id)) continue
      const begun = await begin(firing).catch((error: unknown) => ({ error }))
      // One that the engine does not take is known at once, so that the next of its workflow does not overtake it.
      if ('error' in begun) done.push(Promise.resolve(await afterFailure(firing, begun.error, held)))
      else
        done.push(
          begun.durable.then(
            () => [firing.execution_id],
            (error: unknown) => afterFailure(firing, error, held),
          ),
        )
    }
    return (await Promise.all(done)).flat()
  }

  /** The promise is kept in an object, for else it would be waited for with this one. */
  async function begin(firing: Firing): Promise<{ durable: Promise<unknown> }> {
    const { execution_id, workflow_id, node_id, source, data } = firing
    if (await store.executions.record(execution_id)) return { durable: Promise.resolve() }
    const workflow = await documents.read(workflow_id)
    // What was fired while it was active is not wanted any more.
    if (!workflow.is_active) return { durable: Promise.resolve() }
    documents.assertRunnable(workflow)
    const { started, finished } = engine.start({
      execution_id,
      workflow,
      ...(node_id !== null && { trigger_node: node_id }),
      trigger_data: data,
      source,
    })
    queued.add(firing)
    const end = () => queued.remove(execution_id)
    finished.then(end, end)
    started.catch(end)
    return { durable: started }
  }

  async function afterFailure(firing: Firing, error: unknown, held: Set<string>): Promise<string[]> {
    if (await isDone(firing, error)) return [firing.execution_id]
    held.add(firing.workflow_id)
    return []
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
