import type { WorkerFailure } from './worker_failure.ts'

/** A thread or a process that serves one pool. */
export interface PoolWorker {
  /** What is in `transfer` is gone here afterwards where that saves a copy. */
  post(message: unknown, transfer: readonly ArrayBuffer[]): void
  /** Whether it keeps this process from ending. At first it does not. */
  hold(isHeld: boolean): void
  /** Settles when it is gone. */
  end(): Promise<void>
}

export interface WorkerEvents {
  onMessage(message: unknown): void
  /** It is of no more use. */
  onFailure(failure: WorkerFailure): void
}

export type OpenWorker = (events: WorkerEvents) => PoolWorker
