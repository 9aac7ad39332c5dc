import type { EngineOptions } from '../engine_types.ts'
import type { LogData } from '../log.ts'
import type { ExecutionRecord } from '../ports.ts'
import { isEnded, isoTime } from './record_state.ts'
import type { RestingRuns } from './resting_runs.ts'
import type { Waiters } from './waiters.ts'

/** Changes runs that are not in memory, by their log alone. */
export interface UnloadedRuns {
  end(
    record: ExecutionRecord,
    status: 'cancelled' | 'failed',
    error?: LogData['execution_failed']['error'],
  ): Promise<void>
  pause(record: ExecutionRecord): Promise<void>
}

export interface UnloadedOptions extends Pick<EngineOptions, 'journal' | 'clock' | 'observer'> {
  waiters: Waiters
  resting: RestingRuns
}

export function createUnloadedRuns(options: UnloadedOptions): UnloadedRuns {
  const { journal, clock, observer, waiters, resting } = options
  return {
    end(record, status, error) {
      const duration_ms = clock.now() - Date.parse(record.started_at)
      const completed_at = isoTime(clock.now())
      const changes = { status, error: error ?? null, completed_at, wake_at: null, control: null }
      return error
        ? write(record, 'execution_failed', { error, duration_ms }, changes)
        : write(record, 'execution_cancelled', { duration_ms }, changes)
    },
    pause: (record) => write(record, 'execution_paused', { reason: 'requested' }, { status: 'paused' }),
  }

  async function write<T extends 'execution_paused' | 'execution_failed' | 'execution_cancelled'>(
    record: ExecutionRecord,
    type: T,
    data: LogData[T],
    changes: Partial<ExecutionRecord>,
  ): Promise<void> {
    // What is kept of it no longer agrees with its log.
    resting.take(record.id)
    let seq = 0
    for await (const piece of journal.read(record.id)) seq = piece.at(-1)?.seq ?? seq
    const entry = { seq: seq + 1, type, execution_id: record.id, at: isoTime(clock.now()), data }
    journal.append(record.id, [entry])
    journal.update(record.id, changes)
    Object.assign(record, changes)
    await journal.commit()
    observer.committed(record.id, [entry])
    if (isEnded(record)) waiters.fulfil(record)
  }
}
