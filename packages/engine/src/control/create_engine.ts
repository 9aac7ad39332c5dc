import type { JsonValue, Workflow } from '@llamanexus/workflow'
import type { ControlResult, Engine, EngineOptions, StartRequest } from '../engine_types.ts'
import { EngineError } from '../errors.ts'
import type { LogData } from '../log.ts'
import type { ExecutionRecord } from '../ports.ts'
import { createExpressionCache } from '../run/expression_cache.ts'
import { jsonBytes } from '../run/json_bytes.ts'
import { createRun, type Run } from '../run/run.ts'
import type { Leaving, RunDeps } from '../run/run_work.ts'
import { createFairQueue, type Waiting } from './fair_queue.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { createPlanCache } from './plan_cache.ts'

/** Times a run may be found unfinished at a start before it is no longer tried. */
const MAX_RECOVERIES = 3
const MAX_RECOVERED = 100_000
const DUE_AT_ONCE = 1_000
/** The longest that a timer of the machine is trusted with. */
const MAX_SLEEP_MS = 3_600_000
/** What is overdue is being taken up already; it is looked for again, but not in a circle. */
const MIN_SLEEP_MS = 10
const RETRY_AFTER_MS = 1_000

type Reason = 'restart' | 'resume' | 'wake'

interface Queued extends Waiting {
  /** Runs that were not started here are loaded when it is their turn. */
  readonly reason: Reason
  readonly max_concurrent: number
}

/** Runs workflows durably. Everything it needs arrives as an argument; it keeps no state but in the journal and here. */
export function createEngine(options: EngineOptions): Engine {
  const { journal, clock, observer } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const deps: RunDeps = {
    ...options,
    limits,
    random: options.random ?? Math.random,
    readExpression: createExpressionCache(),
  }
  const planOf = createPlanCache(options.nodes)
  const runs = new Map<string, Run>()
  const queue = createFairQueue<Queued>()
  /** Runs whose place is taken while their log is read. */
  const loading = new Map<string, Promise<void>>()
  const runsOf = new Map<string, number>()
  const waiters = new Map<string, PromiseWithResolvers<ExecutionRecord>>()
  let parked = 0
  /** Runs that will be queued as soon as they are durable. */
  let arriving = 0
  let closing = false
  let stopWake = (): void => undefined

  return { start, finished, cancel, pause, resume, signal, recover, stats, close }

  function start(request: StartRequest): ReturnType<Engine['start']> {
    if (closing)
      throw new EngineError('closing', 'The server is shutting down', { retry_after_ms: RETRY_AFTER_MS })
    const { workflow } = request
    const plan = planOf(workflow, request.until_node ?? null)
    const trigger = request.trigger_node ?? plan.triggers[0] ?? null
    if (request.trigger_node !== undefined && !plan.triggers.includes(request.trigger_node))
      throw new EngineError(
        'trigger_unknown',
        `There is no trigger "${request.trigger_node}" in this workflow`,
      )
    const record = newRecord(request, trigger, clock.now())
    const max = workflow.settings.max_concurrent_runs ?? Number.POSITIVE_INFINITY
    if (queue.size > 0 || !hasPlace(workflow.id, max)) return enqueueNew(record, max)
    record.status = 'running'
    journal.create(record)
    const run = createRun(deps, plan, record)
    occupy(run)
    queueMicrotask(() => run.begin())
    const ended = finished(record.id)
    return { started: run.started.then(() => record), finished: ended }
  }

  function enqueueNew(record: ExecutionRecord, max_concurrent: number): ReturnType<Engine['start']> {
    const size = jsonBytes(record.trigger_data)
    const bytes = typeof size === 'number' ? size : 0
    if (queue.size + arriving >= limits.max_queued_runs || queue.bytes + bytes > limits.max_queued_bytes)
      throw new EngineError('queue_full', 'Too many runs are waiting', { retry_after_ms: RETRY_AFTER_MS })
    journal.create(record)
    arriving += 1
    const ended = waiterOf(record.id).promise
    const started = journal.commit().then(
      () => {
        arriving -= 1
        observer.committed(record.id, [])
        queue.push({ id: record.id, workflow_id: record.workflow_id, bytes, reason: 'wake', max_concurrent })
        admit()
        return record
      },
      (error: unknown) => {
        arriving -= 1
        journal.update(record.id, { status: 'cancelled', completed_at: isoTime(clock.now()) })
        reject(record.id, error)
        throw error
      },
    )
    started.catch(() => undefined)
    return { started, finished: ended }
  }

  // Places

  function hasPlace(workflowId: string, max: number): boolean {
    return runs.size + loading.size < limits.max_runs && (runsOf.get(workflowId) ?? 0) < max
  }

  function admit(): void {
    if (closing) return
    const may = (item: Queued) => hasPlace(item.workflow_id, item.max_concurrent)
    for (let next = queue.next(may); next; next = queue.next(may)) place(next)
  }

  function place(next: Queued): void {
    const work = load(next).finally(() => {
      loading.delete(next.id)
      admit()
    })
    loading.set(next.id, work)
    work.catch(() => undefined)
  }

  /** Brings a run that is only in the journal into memory. */
  async function load({ id, reason }: Queued): Promise<void> {
    if (runs.has(id)) return
    const record = await journal.load(id)
    if (!record || isEnded(record)) return
    if (record.status === 'paused' && reason !== 'resume') return
    const workflow = await journal.workflow(record.workflow_id, record.workflow_version)
    if (!workflow) {
      const message = `Version ${record.workflow_version} of the workflow is gone`
      return endUnloaded(record, 'failed', { code: 'workflow_missing', message })
    }
    const run = createRun(deps, planOf(workflow, record.until_node), record)
    occupy(run)
    await run.takeUp(reason)
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
    if (leaving.kind === 'ended') fulfil(run.record)
    else if (leaving.kind === 'refused') reject(id, leaving.error)
    else if (leaving.kind === 'parked') {
      parked += 1
      if (leaving.signalled) unpark(id, workflow_id)
      else void scheduleWake()
    }
    admit()
  }

  function unpark(id: string, workflowId: string): void {
    if (runs.has(id) || loading.has(id) || queue.has(id)) return
    parked = Math.max(0, parked - 1)
    enqueue(id, workflowId, 'wake')
  }

  function enqueue(id: string, workflow_id: string, reason: Reason): void {
    // A run that has begun already is not held to its workflow's limit again: it would wait behind new ones.
    queue.push({ id, workflow_id, bytes: 0, reason, max_concurrent: Number.POSITIVE_INFINITY })
    admit()
  }

  // Waking

  async function scheduleWake(): Promise<void> {
    const next = await journal.nextWake()
    stopWake()
    if (next === null || closing) return
    const wait = Math.min(Math.max(MIN_SLEEP_MS, next - clock.now()), MAX_SLEEP_MS)
    stopWake = clock.after(wait, () => void wakeDue())
  }

  async function wakeDue(): Promise<void> {
    if (closing) return
    const due = await journal.due(clock.now(), DUE_AT_ONCE)
    for (const record of due) if (record.wake_at !== null) unpark(record.id, record.workflow_id)
    await scheduleWake()
  }

  async function recover(): Promise<number> {
    const found = (await journal.due(clock.now(), MAX_RECOVERED)).filter(
      ({ id }) => !runs.has(id) && !queue.has(id),
    )
    for (const record of found) if (wasInterrupted(record)) countRecovery(record)
    if (found.length > 0) await journal.commit()
    for (const record of found) {
      if (record.recoveries >= MAX_RECOVERIES && wasInterrupted(record)) await quarantine(record)
      else enqueue(record.id, record.workflow_id, wasInterrupted(record) ? 'restart' : 'wake')
    }
    await scheduleWake()
    return found.length
  }

  function countRecovery(record: ExecutionRecord): void {
    record.recoveries += 1
    journal.update(record.id, { recoveries: record.recoveries })
  }

  function quarantine(record: ExecutionRecord): Promise<void> {
    return endUnloaded(record, 'failed', {
      code: 'quarantined',
      message: `The process ended ${record.recoveries} times while this run was at work`,
      hint: 'Look at what the last started node does; start the run again when that is settled.',
    })
  }

  // Control

  function finished(id: string): Promise<ExecutionRecord> {
    const isNew = !waiters.has(id)
    const { promise } = waiterOf(id)
    if (isNew && !runs.has(id)) void lookUp(id)
    return promise
  }

  function waiterOf(id: string): PromiseWithResolvers<ExecutionRecord> {
    const known = waiters.get(id)
    if (known) return known
    const waiter = Promise.withResolvers<ExecutionRecord>()
    waiter.promise.catch(() => undefined)
    waiters.set(id, waiter)
    return waiter
  }

  async function lookUp(id: string): Promise<void> {
    try {
      const record = await journal.load(id)
      if (record && isEnded(record)) fulfil(record)
      if (!record && !runs.has(id)) reject(id, unknown(id))
    } catch (error) {
      reject(id, error)
    }
  }

  function fulfil(record: ExecutionRecord): void {
    waiters.get(record.id)?.resolve(record)
    waiters.delete(record.id)
  }

  function reject(id: string, error: unknown): void {
    waiters.get(id)?.reject(error)
    waiters.delete(id)
  }

  async function cancel(id: string): Promise<ControlResult> {
    const run = await inMemory(id)
    if (run) {
      run.cancel()
      await run.leaving
      return answer(id, ['cancelled'])
    }
    const record = await open(id)
    if (queue.remove(id) === undefined && record.status !== 'paused') parked = Math.max(0, parked - 1)
    await endUnloaded(record, 'cancelled')
    return { execution: record }
  }

  async function pause(id: string): Promise<ControlResult> {
    const run = await inMemory(id)
    if (run) {
      await run.pause()
      return answer(id, ['running', 'paused'])
    }
    const record = await open(id)
    if (record.status === 'paused') return { execution: record }
    queue.remove(id)
    await writeUnloaded(record, 'execution_paused', { reason: 'requested' }, { status: 'paused' })
    return { execution: record }
  }

  async function resume(id: string): Promise<ControlResult> {
    const run = await inMemory(id)
    if (run && !run.record.control) return answer(id, ['running', 'pending'])
    if (run) await run.leaving
    const record = await open(id)
    if (record.status === 'paused') {
      enqueue(id, record.workflow_id, 'resume')
      await loading.get(id)
    }
    return answer(id, ['running', 'pending', 'paused', 'completed', 'failed'])
  }

  async function signal(id: string, name: string, data: JsonValue): Promise<void> {
    const record = runs.get(id)?.record ?? (await open(id))
    // Should the process die right after this, the run is due at the next start.
    if (!runs.has(id) && record.status === 'running') journal.update(id, { wake_at: clock.now() })
    await journal.signal(id, { name, data })
    const run = await inMemory(id)
    if (run) run.signalled()
    else if (record.status === 'running') unpark(id, record.workflow_id)
  }

  async function inMemory(id: string): Promise<Run | undefined> {
    await loading.get(id)
    return runs.get(id)
  }

  async function open(id: string): Promise<ExecutionRecord> {
    const record = await journal.load(id)
    if (!record) throw unknown(id)
    if (isEnded(record)) throw ended(record)
    return record
  }

  /** What came of a control call; a run that ended otherwise meanwhile refuses it. */
  async function answer(id: string, expected: readonly ExecutionRecord['status'][]): Promise<ControlResult> {
    const execution = runs.get(id)?.record ?? (await journal.load(id))
    if (!execution) throw unknown(id)
    if (!expected.includes(execution.status)) throw ended(execution)
    return { execution }
  }

  // Runs that are not in memory

  function endUnloaded(
    record: ExecutionRecord,
    status: 'cancelled' | 'failed',
    error?: LogData['execution_failed']['error'],
  ): Promise<void> {
    const duration_ms = clock.now() - Date.parse(record.started_at)
    const changes = {
      status,
      error: error ?? null,
      completed_at: isoTime(clock.now()),
      wake_at: null,
      control: null,
    }
    return error
      ? writeUnloaded(record, 'execution_failed', { error, duration_ms }, changes)
      : writeUnloaded(record, 'execution_cancelled', { duration_ms }, changes)
  }

  async function writeUnloaded<T extends 'execution_paused' | 'execution_failed' | 'execution_cancelled'>(
    record: ExecutionRecord,
    type: T,
    data: LogData[T],
    changes: Partial<ExecutionRecord>,
  ): Promise<void> {
    let seq = 0
    for await (const piece of journal.read(record.id)) seq = piece.at(-1)?.seq ?? seq
    const entry = { seq: seq + 1, type, execution_id: record.id, at: isoTime(clock.now()), data }
    journal.append(record.id, [entry])
    journal.update(record.id, changes)
    Object.assign(record, changes)
    await journal.commit()
    observer.committed(record.id, [entry])
    if (isEnded(record)) fulfil(record)
  }

  // Closing

  function stats() {
    return { running: runs.size + loading.size, queued: queue.size, parked }
  }

  async function close({ drain_ms = 10_000 }: { drain_ms?: number } = {}): Promise<void> {
    closing = true
    stopWake()
    await Promise.allSettled(loading.values())
    await Promise.all([...runs.values()].map((run) => run.leave(drain_ms)))
    await journal.commit()
  }
}

const isEnded = ({ status }: ExecutionRecord): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled'

/** A process that ends in order marks its runs as due; one that died leaves them as they were. */
const wasInterrupted = ({ status, wake_at }: ExecutionRecord): boolean =>
  status === 'running' && wake_at === null

const isoTime = (ms: number): string => new Date(ms).toISOString()
const unknown = (id: string) => new EngineError('execution_unknown', `There is no execution "${id}"`)
const ended = ({ id, status }: ExecutionRecord) =>
  new EngineError('execution_ended', `Execution "${id}" has ended: ${status}`)

function newRecord(request: StartRequest, trigger: string | null, now: number): ExecutionRecord {
  const { id, version }: Workflow = request.workflow
  return {
    id: request.execution_id,
    workflow_id: id,
    workflow_version: version,
    status: 'pending',
    trigger_node: trigger,
    trigger_data: request.trigger_data,
    until_node: request.until_node ?? null,
    parent_id: request.parent_id ?? null,
    source: request.source,
    started_at: isoTime(now),
    completed_at: null,
    final_output: null,
    error: null,
    wake_at: null,
    recoveries: 0,
    control: null,
  }
}
