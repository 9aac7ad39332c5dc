import type { Clock } from '@llamanexus/engine'
import type { Firing, Store } from '@llamanexus/store'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Dispatcher } from '../dispatcher.ts'
import { firedRunId } from '../fired_run_id.ts'
import type { TriggerKind, TriggerNode } from '../trigger_kind.ts'
import { type CronTimes, cronTimes } from './cron_times.ts'
import type { DueTicks, MissedPolicy } from './due_ticks.ts'
import { startTicker } from './schedule_ticker.ts'

export interface ScheduleKindOptions {
  store: Pick<Store, 'triggers'>
  dispatcher: Pick<Dispatcher, 'fire'>
  clock: Clock
  onFailure: (error: unknown) => void
}

/** What is kept of a schedule: the last tick that was dealt with, and of which times it is one. */
interface ScheduleState {
  of: string
  /** Milliseconds since the epoch. */
  last: number
  /** The last run that it started. */
  run: string | null
}

export function createScheduleKind({
  store,
  dispatcher,
  clock,
  onFailure,
}: ScheduleKindOptions): TriggerKind {
  return {
    type: 'schedule',
    async arm(node) {
      const { workflow_id, key, config } = node
      const times = cronTimes(String(config.cron ?? ''), textOf(config.timezone))
      const of = JSON.stringify([times.expressions, times.timezone])
      const known = readScheduleState(await store.triggers.state(workflow_id, key))
      let run = known?.run ?? null
      const stateWith = (last: number) => ({ state: { workflow_id, key, value: { of, last, run } } })
      const last = known?.of === of ? known.last : startOf(node, known, clock.now())
      if (known?.of !== of) await dispatcher.fire(stateWith(last))
      const ticker = startTicker({
        times,
        policy: policyOf(config.missed),
        last,
        clock,
        onFailure,
        fire: (due) => {
          const firings = firingsOf(node, times, due, clock.now())
          run = firings.at(-1)?.execution_id ?? run
          return dispatcher.fire({ ...stateWith(due.last), firings })
        },
      })
      return { disarm: () => ticker.stop(), nextTimes: (count) => ticker.next(count) }
    },
  }
}

/** New ones count from their save, which a crash may have kept from being noted; changed ones from now. */
const startOf = ({ saved_at }: TriggerNode, known: ScheduleState | undefined, now: number): number =>
  known ? now : Math.min(saved_at, now)

const firingsOf = (
  { workflow_id, key, node_id, data }: TriggerNode,
  { timezone }: CronTimes,
  { runs }: DueTicks,
  now: number,
): Firing[] =>
  runs.map(({ at, missed }) => {
    const tick = {
      timestamp: new Date(now).toISOString(),
      scheduled_at: new Date(at).toISOString(),
      timezone,
      missed,
    }
    return {
      execution_id: firedRunId(at, workflow_id, key),
      workflow_id,
      node_id,
      source: 'schedule',
      data: withData(tick, data),
    }
  })

const withData = (tick: JsonObject, data: JsonValue | undefined): JsonValue => {
  if (data === undefined || data === null) return tick
  return typeof data === 'object' && !Array.isArray(data) ? { ...tick, ...data } : data
}

/** Reads what is kept of a schedule, as it was written. */
export const readScheduleState = (value: JsonValue | undefined): ScheduleState | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { of, last, run } = value
  if (typeof of !== 'string' || typeof last !== 'number') return undefined
  return { of, last, run: typeof run === 'string' ? run : null }
}

const policyOf = (value: JsonValue | undefined): MissedPolicy =>
  value === 'once' || value === 'all' ? value : 'skip'

const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
