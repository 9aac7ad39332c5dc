import type { OpenWorker, PoolWorker } from './open_worker.ts'
import { WorkerFailure } from './worker_failure.ts'

export interface WorkerPoolOptions {
  /** `openThread` or `openProcess`. */
  open: OpenWorker
  /** Workers at once; further jobs wait their turn. */
  size: number
  /** Whether a worker may go on after this reply; otherwise it is ended, and a fresh one stands ready. Default: always. */
  keep?: (reply: unknown) => boolean
  /** Idle workers give their memory back after this. Default 30,000 ms. */
  idle_ms?: number
}

export interface JobOptions {
  /** From when a worker was free and up. The worker is ended when it passes. */
  timeout_ms: number
  signal?: AbortSignal
  /** What the worker sends while a call is open. */
  onEvent?: (event: unknown) => void
}

/** Sends one message to the worker of this job and settles with its reply. Calls are answered in their order. */
export type CallWorker = (message: unknown, transfer?: readonly ArrayBuffer[]) => Promise<unknown>

export interface WorkerPool {
  /** One job owns one worker until it settles. Rejects with `WorkerFailure`: `timeout`, `aborted`, `out_of_memory`, `died`, `closed`. */
  use<T>(options: JobOptions, job: (call: CallWorker) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** What `serveWorker` sends. */
interface WorkerMessage {
  ready?: true
  event?: unknown
  reply?: unknown
}

interface Slot {
  worker: PoolWorker
  /** The calls it has not answered yet, oldest first. */
  open: { resolve: (reply: unknown) => void; reject: (reason: unknown) => void }[]
  onEvent?: (event: unknown) => void
  /** It has loaded its module; until then the time of a job is not counted. */
  ready: boolean
  onReady?: () => void
  /** A reply after which it is not kept. */
  unclean?: boolean
  /** Why it is of no more use. */
  failure?: WorkerFailure
  retire?: NodeJS.Timeout
}

/**
 * Workers that can be killed: one job per worker, ended at its deadline or abort, replaced when dead. Spawned when first
 * needed; an idle worker keeps no process alive.
 */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { size, keep = () => true, idle_ms: idleMs = 30_000 } = options
  const idle: Slot[] = []
  const waiting: { take: (slot: Slot) => void; refuse: (reason: WorkerFailure) => void }[] = []
  const all = new Set<Slot>()
  let closed = false

  function spawn(): Slot {
    const worker = options.open({
      onMessage: (message) => hear(slot, message as WorkerMessage),
      onFailure: (failure) => discard(slot, failure),
    })
    const slot: Slot = { worker, open: [], ready: false }
    all.add(slot)
    return slot
  }

  function hear(slot: Slot, message: WorkerMessage): void {
    if (message.ready) {
      slot.ready = true
      return slot.onReady?.()
    }
    if ('event' in message) return slot.onEvent?.(message.event)
    if (!keep(message.reply)) slot.unclean = true
    slot.open.shift()?.resolve(message.reply)
  }

  function discard(slot: Slot, failure: WorkerFailure): void {
    if (slot.failure) return
    slot.failure = failure
    clearTimeout(slot.retire)
    all.delete(slot)
    const at = idle.indexOf(slot)
    if (at >= 0) idle.splice(at, 1)
    for (const call of slot.open.splice(0)) call.reject(failure)
    void slot.worker.end()
  }

  function acquire(signal?: AbortSignal): Promise<Slot> {
    if (closed) return Promise.reject(new WorkerFailure('closed', 'The service is closed'))
    if (signal?.aborted) return Promise.reject(new WorkerFailure('aborted', 'Cancelled'))
    const ready = idle.pop()
    if (ready) return Promise.resolve(ready)
    if (all.size < size) return Promise.resolve(spawn())
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(waiter), 1)
        reject(new WorkerFailure('aborted', 'Cancelled'))
      }
      const waiter = {
        take: (slot: Slot) => {
          signal?.removeEventListener('abort', leave)
          resolve(slot)
        },
        refuse: reject,
      }
      waiting.push(waiter)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  function release(slot: Slot): void {
    slot.onEvent = undefined
    slot.onReady = undefined
    if (slot.unclean) discard(slot, new WorkerFailure('died', 'The worker came to an unclean end'))
    if (closed) return
    const next = waiting.shift()
    if (next) return next.take(slot.failure ? spawn() : slot)
    if (!slot.failure) return rest(slot)
    if (slot.unclean && idle.length === 0 && all.size < size) rest(spawn())
  }

  function rest(slot: Slot): void {
    idle.push(slot)
    slot.worker.hold(false)
    slot.retire = setTimeout(() => discard(slot, new WorkerFailure('died', 'The worker was idle')), idleMs)
    slot.retire.unref()
  }

  async function use<T>(job: JobOptions, run: (call: CallWorker) => Promise<T>): Promise<T> {
    const slot = await acquire(job.signal)
    clearTimeout(slot.retire)
    slot.worker.hold(true)
    slot.onEvent = job.onEvent
    let timer: NodeJS.Timeout | undefined
    const expire = () => discard(slot, new WorkerFailure('timeout', `Took longer than ${job.timeout_ms} ms`))
    slot.onReady = () => {
      timer = setTimeout(expire, job.timeout_ms)
    }
    if (slot.ready) slot.onReady()
    const abort = () => discard(slot, new WorkerFailure('aborted', 'Cancelled'))
    job.signal?.addEventListener('abort', abort, { once: true })
    try {
      return await run((message, transfer) => call(slot, message, transfer))
    } finally {
      clearTimeout(timer)
      job.signal?.removeEventListener('abort', abort)
      release(slot)
    }
  }

  async function close(): Promise<void> {
    closed = true
    const failure = new WorkerFailure('closed', 'The service is closed')
    for (const waiter of waiting.splice(0)) waiter.refuse(failure)
    const ending = [...all].map((slot) => {
      discard(slot, failure)
      return slot.worker.end()
    })
    await Promise.all(ending)
  }

  return { use, close }
}

function call(slot: Slot, message: unknown, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
  if (slot.failure) return Promise.reject(slot.failure)
  return new Promise((resolve, reject) => {
    slot.open.push({ resolve, reject })
    slot.worker.post(message, transfer)
  })
}
