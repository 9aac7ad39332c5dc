import type { Plan } from '../plan/plan_types.ts'
import type { ExecutionRecord } from '../ports.ts'
import { createRun, type Run } from '../run/run.ts'
import type { Leaving, Reason, RunDeps } from '../run/run_work.ts'
import type { Alone } from './alone.ts'
import { createFairQueue, type Waiting } from './fair_queue.ts'
import type { createPlanCache } from './plan_cache.ts'
import { isEnded } from './record_state.ts'
import type { RestingRuns } from './resting_runs.ts'
import type { UnloadedRuns } from './unloaded_runs.ts'
import type { Waiters } from './waiters.ts'

export interface Queued extends Waiting {
  readonly reason: Reason
  readonly max_concurrent: number
}

/** Who is in memory, and who waits to be. */
export interface Places {
  get(id: string): Run | undefined
  all(): Run[]
  /** The run once its log is read, if it is in memory or on its way there. */
  inMemory(id: string): Promise<Run | undefined>
  /** Whether another run of this workflow may begin at once. */
  isFree(workflowId: string, maxConcurrent: number): boolean
  /** Takes a place for a new run. */
  enter(plan: Plan, record: ExecutionRecord): Run
  /** Queues a run that is in the journal: it is loaded when it is its turn. */
  enqueue(item: Queued): void
  /** Has a run that has begun before taken up again. */
  again(id: string, workflowId: string, reason: Reason): void
  /** The time or the signal that a parked run waits for is there. */
  unpark(id: string, workflowId: string): void
  isQueued(id: string): boolean
  /** Takes a run out of the queue, or from the parked ones. */
  forget(record: ExecutionRecord): void
  readonly queued: { readonly size: number; readonly bytes: number }
  stats(): { running: number; queued: number; parked: number }
  /** Nobody enters any more; settles when nobody is on the way in. */
  close(): Promise<void>
}

export interface PlacesOptions {
  deps: RunDeps
  planOf: ReturnType<typeof createPlanCache>
  waiters: Waiters
  resting: RestingRuns
  unloaded: UnloadedRuns
  alone: Alone
  onParked: () => void
}

export function createPlaces(options: PlacesOptions): Places {
  const { deps, planOf, waiters, resting, unloaded, alone } = options
  const { journal, limits } = deps
  const runs = new Map<string, Run>()
  const queue = createFairQueue<Queued>()
  /** Runs whose place is taken while their log is read. */
  const loading = new Map<string, Promise<void>>()
  const runsOf = new Map<string, number>()
  let parked = 0
  let closing = false

  return {
    get: (id) => runs.get(id),
    all: () => [...runs.values()],
    async inMemory(id) {
      await loading.get(id)
      return runs.get(id)
    },
    isFree: (workflowId, max) => queue.size === 0 && hasPlace(workflowId, max),
    enter(plan, record) {
      const run = createRun(deps, plan, record)
      occupy(run)
      return run
    },
    enqueue,
    again,
    unpark,
    isQueued: (id) => queue.has(id),
    forget(record) {
      if (queue.remove(record.id) === undefined && record.status !== 'paused')
        parked = Math.max(0, parked - 1)
    },
    queued: queue,
    stats: () => ({ running: runs.size + loading.size, queued: queue.size, parked }),
    async close() {
      closing = true
      await Promise.allSettled(loading.values())
    },
  }

  function hasPlace(workflowId: string, max: number): boolean {
    return runs.size + loading.size < limits.max_runs && (runsOf.get(workflowId) ?? 0) < max
  }

  function enqueue(item: Queued): void {
    queue.push(item)
    admit()
  }

  function admit(): void {
    if (closing) return
    const may = (item: Queued) => hasPlace(item.workflow_id, item.max_concurrent)
    for (let next = queue.next(may); next; next = queue.next(may)) place(next)
  }

  function place(next: Queued): void {
    const work = alone(next.id, () => load(next)).finally(() => {
      loading.delete(next.id)
      admit()
    })
    loading.set(next.id, work)
    work.catch(() => undefined)
  }

  /** Brings a run that is only in the journal into memory. */
  async function load({ id, reason }: Queued): Promise<void> {
    if (runs.has(id)) return
    const kept = resting.take(id)
    const record = await journal.load(id)
    if (!record || isEnded(record)) return
    if (record.status === 'paused' && reason !== 'resume') return
    if (kept && reason === 'wake') return goOn(kept)
    const workflow = await journal.workflow(record.workflow_id, record.workflow_version)
    if (!workflow) {
      const message = `Version ${record.workflow_version} of the workflow is gone`
      return unloaded.end(record, 'failed', { code: 'workflow_missing', message })
    }
    const run = createRun(deps, planOf(workflow, record.until_node), record)
    occupy(run)
    await run.takeUp(reason)
  }

  async function goOn(kept: Run): Promise<void> {
    const woken = kept.wakeUp()
    // After it has begun, for it leaves by another promise than last time.
    occupy(kept)
    await woken
  }

  function occupy(run: Run): void {
    const { id, workflow_id } = run.record
    runs.set(id, run)
    runsOf.set(workflow_id, (runsOf.get(workflow_id) ?? 0) + 1)
    void run.leaving.then((leaving) => vacate(run, leaving))
  }

  function vacate(run: Run, leaving: Leaving): void {
    const { id, workflow_id } = run.record
    runs.delete(id)
    const left = (runsOf.get(workflow_id) ?? 1) - 1
    if (left > 0) runsOf.set(workflow_id, left)
    else runsOf.delete(workflow_id)
    if (leaving.kind === 'ended') waiters.fulfil(run.record)
    else if (leaving.kind === 'refused') waiters.reject(id, leaving.error)
    else if (leaving.kind === 'parked') {
      parked += 1
      resting.keep(run, leaving.wake_at)
      if (leaving.signalled) unpark(id, workflow_id)
      else options.onParked()
    }
    admit()
  }

  function unpark(id: string, workflowId: string): void {
    if (runs.has(id) || loading.has(id) || queue.has(id)) return
    parked = Math.max(0, parked - 1)
    again(id, workflowId, 'wake')
  }

  function again(id: string, workflow_id: string, reason: Reason): void {
    // A run that has begun already is not held to its workflow's limit again: it would wait behind new ones.
    enqueue({ id, workflow_id, bytes: 0, reason, max_concurrent: Number.POSITIVE_INFINITY })
  }
}
