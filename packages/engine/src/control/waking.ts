import type { EngineOptions } from '../engine_types.ts'
import type { ExecutionRecord } from '../ports.ts'
import type { Places } from './places.ts'
import { wasInterrupted } from './record_state.ts'
import type { UnloadedRuns } from './unloaded_runs.ts'

/** Times a run may be found unfinished at a start before it is no longer tried. */
const MAX_RECOVERIES = 3
const MAX_RECOVERED = 100_000
const DUE_AT_ONCE = 1_000
/** The longest that a timer of the machine is trusted with. */
const MAX_SLEEP_MS = 3_600_000
/** What is overdue is being taken up already; it is looked for again, but not in a circle. */
const MIN_SLEEP_MS = 10

/** Takes up runs whose time has come, and those that a former process left. */
export interface Waking {
  /** Sets the one timer to the earliest time that any run waits for. */
  schedule(): Promise<void>
  recover(): Promise<number>
  stop(): void
}

export interface WakingOptions extends Pick<EngineOptions, 'journal' | 'clock'> {
  places: Places
  unloaded: UnloadedRuns
}

export function createWaking({ journal, clock, places, unloaded }: WakingOptions): Waking {
  let stopped = false
  let stopWake = (): void => undefined
  return {
    schedule,
    recover,
    stop() {
      stopped = true
      stopWake()
    },
  }

  async function schedule(): Promise<void> {
    const next = await journal.nextWake()
    stopWake()
    if (next === null || stopped) return
    const wait = Math.min(Math.max(MIN_SLEEP_MS, next - clock.now()), MAX_SLEEP_MS)
    stopWake = clock.after(wait, () => void wakeDue())
  }

  async function wakeDue(): Promise<void> {
    if (stopped) return
    const due = await journal.due(clock.now(), DUE_AT_ONCE)
    for (const record of due) if (record.wake_at !== null) places.unpark(record.id, record.workflow_id)
    await schedule()
  }

  async function recover(): Promise<number> {
    const due = await journal.due(clock.now(), MAX_RECOVERED)
    const found = due.filter(({ id }) => !places.get(id) && !places.isQueued(id))
    for (const record of found) if (wasInterrupted(record)) countRecovery(record)
    if (found.length > 0) await journal.commit()
    for (const record of found) {
      if (record.recoveries >= MAX_RECOVERIES && wasInterrupted(record)) await quarantine(record)
      else places.again(record.id, record.workflow_id, wasInterrupted(record) ? 'restart' : 'wake')
    }
    await schedule()
    return found.length
  }

  function countRecovery(record: ExecutionRecord): void {
    record.recoveries += 1
    journal.update(record.id, { recoveries: record.recoveries })
  }

  function quarantine(record: ExecutionRecord): Promise<void> {
    return unloaded.end(record, 'failed', {
      code: 'quarantined',
      message: `The process ended ${record.recoveries} times while this run was at work`,
      hint: 'Look at what the last started node does; start the run again when that is settled.',
    })
  }
}
