import { type Batch, emptyBatch, isEmptyBatch, joinBatches } from './batch.ts'
import type { WriteBatch } from './write_batch.ts'

export interface GroupCommit {
  /** What waits for the next transaction; writers add to it. */
  queue(): Batch
  /** What is being written right now, while its payloads are compressed. */
  inFlight(): Batch | undefined
  /** Settles when everything queued so far is durable. Rejects with what the writer threw; the queue is kept. */
  commit(): Promise<void>
}

export interface GroupCommitOptions {
  write: WriteBatch
  /** Told after each transaction. */
  onCommit?: (batch: Batch) => void
}

/**
 * One transaction per turn of the event loop, shared by all who asked in it. A commit to disk costs the same for one
 * run as for a hundred, so what runs beside each other is written together.
 */
export const createGroupCommit = ({ write, onCommit }: GroupCommitOptions): GroupCommit => {
  let queue = emptyBatch()
  let inFlight: Batch | undefined
  let waiting: PromiseWithResolvers<void> | undefined

  const flush = async (): Promise<void> => {
    const batch = queue
    const asked = waiting
    queue = emptyBatch()
    waiting = undefined
    inFlight = batch
    try {
      if (!isEmptyBatch(batch)) {
        const written = write(batch)
        if (written) await written
        onCommit?.(batch)
      }
      inFlight = undefined
      asked?.resolve()
    } catch (error) {
      inFlight = undefined
      queue = joinBatches(batch, queue)
      asked?.reject(error)
    }
    if (waiting) setImmediate(flush)
  }

  return {
    queue: () => queue,
    inFlight: () => inFlight,
    commit: () => {
      if (!waiting && !inFlight && isEmptyBatch(queue)) return Promise.resolve()
      if (!waiting) {
        waiting = Promise.withResolvers<void>()
        // While a batch is being written the next flush follows when that one has ended, so that order holds.
        if (!inFlight) setImmediate(flush)
      }
      return waiting.promise
    },
  }
}
