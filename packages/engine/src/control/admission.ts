import type { Engine, EngineLimits, EngineOptions, Redaction, StartRequest } from '../engine_types.ts'
import { EngineError } from '../errors.ts'
import type { ExecutionRecord } from '../ports.ts'
import { jsonBytes } from '../run/json_bytes.ts'
import { newRecord } from './new_record.ts'
import type { Places } from './places.ts'
import type { createPlanCache } from './plan_cache.ts'
import { isoTime } from './record_state.ts'
import type { Waiters } from './waiters.ts'

const RETRY_AFTER_MS = 1_000

export interface AdmissionOptions extends Pick<EngineOptions, 'journal' | 'clock' | 'observer'> {
  limits: EngineLimits
  planOf: ReturnType<typeof createPlanCache>
  places: Places
  waiters: Waiters
  redaction: Redaction
}

/** Takes new runs in: at once where there is a place, into the queue where there is none, not at all past its bounds. */
export function createAdmission(options: AdmissionOptions) {
  const { journal, clock, observer, limits, planOf, places, waiters, redaction } = options
  /** Runs that will be queued as soon as they are durable. */
  let arriving = 0
  let closing = false
  return { start, close: () => void (closing = true) }

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
    const trigger_data = redaction.json(request.trigger_data)
    const record = newRecord({ ...request, trigger_data }, trigger, clock.now())
    const max = workflow.settings.max_concurrent_runs ?? Number.POSITIVE_INFINITY
    if (!places.isFree(workflow.id, max)) return enqueueNew(record, max)
    record.status = 'running'
    journal.create(record)
    const run = places.enter(plan, record)
    queueMicrotask(() => run.begin())
    return { started: run.started.then(() => record), finished: waiters.expect(record.id) }
  }

  function enqueueNew(record: ExecutionRecord, max_concurrent: number): ReturnType<Engine['start']> {
    const { id, workflow_id } = record
    const size = jsonBytes(record.trigger_data)
    const bytes = typeof size === 'number' ? size : 0
    const { queued } = places
    if (queued.size + arriving >= limits.max_queued_runs || queued.bytes + bytes > limits.max_queued_bytes)
      throw new EngineError('queue_full', 'Too many runs are waiting', { retry_after_ms: RETRY_AFTER_MS })
    journal.create(record)
    arriving += 1
    const finished = waiters.expect(id)
    const started = journal.commit().then(
      () => {
        arriving -= 1
        observer.committed(id, [])
        places.enqueue({ id, workflow_id, bytes, reason: 'wake', max_concurrent })
        return record
      },
      (error: unknown) => {
        arriving -= 1
        journal.update(id, { status: 'cancelled', completed_at: isoTime(clock.now()) })
        waiters.reject(id, error)
        throw error
      },
    )
    started.catch(() => undefined)
    return { started, finished }
  }
}
