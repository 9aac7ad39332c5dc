import type { JsonValue } from '@llamanexus/workflow'
import type { ControlResult, Engine, EngineOptions } from '../engine_types.ts'
import type { ExecutionRecord } from '../ports.ts'
import type { Alone } from './alone.ts'
import type { Places } from './places.ts'
import { endedRun, isEnded, unknownRun } from './record_state.ts'
import type { UnloadedRuns } from './unloaded_runs.ts'

export interface ControlsOptions extends Pick<EngineOptions, 'journal' | 'clock'> {
  places: Places
  unloaded: UnloadedRuns
  alone: Alone
}

/** What a person can do to a run, in memory or not. */
export function createControls(
  options: ControlsOptions,
): Pick<Engine, 'cancel' | 'pause' | 'resume' | 'signal'> {
  const { journal, clock, places, unloaded, alone } = options
  return { cancel, pause, resume, signal }

  async function cancel(id: string): Promise<ControlResult> {
    const run = await places.inMemory(id)
    if (run) {
      run.cancel()
      await run.leaving
      return answer(id, ['cancelled'])
    }
    const change = (record: ExecutionRecord) => {
      places.forget(record)
      return unloaded.end(record, 'cancelled')
    }
    return (await unlessTakenUp(id, change)) ?? cancel(id)
  }

  async function pause(id: string): Promise<ControlResult> {
    const run = await places.inMemory(id)
    if (run) {
      await run.pause()
      return answer(id, ['running', 'paused'])
    }
    const change = async (record: ExecutionRecord) => {
      if (record.status === 'paused') return
      places.forget(record)
      await unloaded.pause(record)
    }
    return (await unlessTakenUp(id, change)) ?? pause(id)
  }

  /** Changes a run by its log, which nobody takes up meanwhile; undefined where somebody has, and it is in memory. */
  function unlessTakenUp(
    id: string,
    change: (record: ExecutionRecord) => Promise<void>,
  ): Promise<ControlResult | undefined> {
    return alone(id, async () => {
      if (places.get(id)) return undefined
      const record = await open(id)
      await change(record)
      return { execution: record }
    })
  }

  async function resume(id: string): Promise<ControlResult> {
    const run = await places.inMemory(id)
    if (run && !run.record.control) return answer(id, ['running', 'pending'])
    if (run) await run.leaving
    const record = await open(id)
    if (record.status === 'paused') {
      places.again(id, record.workflow_id, 'resume')
      await places.inMemory(id)
      // Its log is only changed when it has a place; until then the answer says that it waits for one.
      if (places.isQueued(id)) return { execution: { ...record, status: 'pending' } }
    }
    return answer(id, ['running', 'pending', 'paused', 'completed', 'failed'])
  }

  async function signal(id: string, name: string, data: JsonValue): Promise<void> {
    const record = places.get(id)?.record ?? (await open(id))
    // Should the process die right after this, the run is due at the next start.
    if (!places.get(id) && record.status === 'running') journal.update(id, { wake_at: clock.now() })
    await journal.signal(id, { name, data })
    const run = await places.inMemory(id)
    if (run) run.signalled()
    else if (record.status === 'running') places.unpark(id, record.workflow_id)
  }

  async function open(id: string): Promise<ExecutionRecord> {
    const record = await journal.load(id)
    if (!record) throw unknownRun(id)
    if (isEnded(record)) throw endedRun(record)
    return record
  }

  /** What came of a control call; a run that ended otherwise meanwhile refuses it. */
  async function answer(id: string, expected: readonly ExecutionRecord['status'][]): Promise<ControlResult> {
    const execution = places.get(id)?.record ?? (await journal.load(id))
    if (!execution) throw unknownRun(id)
    if (!expected.includes(execution.status)) throw endedRun(execution)
    return { execution }
  }
}
