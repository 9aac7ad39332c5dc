import type { ExecutionRecord, Journal } from '../ports.ts'
import { isEnded, unknownRun } from './record_state.ts'

/** Those who wait for the end of a run, whoever performs it. */
export interface Waiters {
  /** Settles when the run has ended; at once when it already has. Rejects when there is none. */
  finished(id: string): Promise<ExecutionRecord>
  /** The same for a run that is known to be on its way. */
  expect(id: string): Promise<ExecutionRecord>
  fulfil(record: ExecutionRecord): void
  reject(id: string, error: unknown): void
}

export function createWaiters(journal: Journal, isInMemory: (id: string) => boolean): Waiters {
  const waiters = new Map<string, PromiseWithResolvers<ExecutionRecord>>()
  return { finished, expect, fulfil, reject }

  function finished(id: string): Promise<ExecutionRecord> {
    const isNew = !waiters.has(id)
    const promise = expect(id)
    if (isNew && !isInMemory(id)) void lookUp(id)
    return promise
  }

  function expect(id: string): Promise<ExecutionRecord> {
    const known = waiters.get(id)
    if (known) return known.promise
    const waiter = Promise.withResolvers<ExecutionRecord>()
    waiter.promise.catch(() => undefined)
    waiters.set(id, waiter)
    return waiter.promise
  }

  async function lookUp(id: string): Promise<void> {
    try {
      const record = await journal.load(id)
      if (record && isEnded(record)) fulfil(record)
      if (!record && !isInMemory(id)) reject(id, unknownRun(id))
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
}
