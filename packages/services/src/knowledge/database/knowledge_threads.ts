import { NodeError } from '@llamanexus/node-sdk'
import { openThread } from '../../workers/open_thread.ts'
import { type CallWorker, createWorkerPool, type WorkerPool } from '../../workers/worker_pool.ts'
import type { JobMessage, JobReply, Jobs } from './jobs.ts'
import type { OpenKnowledge } from './open_knowledge.ts'
import { threadFailure } from './thread_failure.ts'

export interface KnowledgeThreads {
  read: Ask
  write: Ask
  /** Holds the one writer for several jobs: `begin`, `write` as often as there is something, `commit`. */
  writing<T>(signal: AbortSignal | undefined, work: (ask: Ask) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface Ask {
  <Op extends keyof Jobs>(op: Op, job: Jobs[Op][0], signal?: AbortSignal): Promise<Jobs[Op][1]>
}

export interface KnowledgeThreadsOptions extends OpenKnowledge {
  /** Milliseconds since the epoch. */
  clock: () => number
  /** Threads that search. */
  readers: number
  /** Of one search or list, in milliseconds. */
  timeout_ms: number
}

const MAX_MS = 2 ** 31 - 1

/** The database of the collections, written by one thread and read by others, so that the server stays free. */
export function openKnowledgeThreads(options: KnowledgeThreadsOptions): KnowledgeThreads {
  const { clock, readers: size, timeout_ms: readMs, ...at } = options
  const entry = new URL('./knowledge_worker.ts', import.meta.url)
  const writer = createWorkerPool({ open: openThread({ entry, name: 'knowledge writer' }), size: 1 })
  const readers = createWorkerPool({ open: openThread({ entry, name: 'knowledge reader' }), size })
  let opened: Promise<unknown> | undefined

  /** The first use makes the database; whoever comes meanwhile waits for it. */
  const ready = async () => {
    opened ??= use(writer, MAX_MS, undefined, (call) => ask(call)('open', null))
    await opened.catch((error: unknown) => {
      opened = undefined
      throw error
    })
  }

  const ask =
    (call: CallWorker): Ask =>
    async (op, job) => {
      const message: JobMessage<typeof op> = { op, job, at, now: clock() }
      const reply = (await call(message)) as JobReply<typeof op>
      if (reply.ok) return reply.value
      const { code, message: text, hint, field } = reply
      throw new NodeError(code, text, { hint, field, retryable: code === 'knowledge_failed' })
    }

  async function use<T>(
    pool: WorkerPool,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    work: (call: CallWorker) => Promise<T>,
  ): Promise<T> {
    return pool.use({ timeout_ms: timeoutMs, signal }, work).catch((error: unknown) => {
      throw threadFailure(error, timeoutMs)
    })
  }

  return {
    async read(op, job, signal) {
      await ready()
      return use(readers, readMs, signal, (call) => ask(call)(op, job))
    },
    async write(op, job, signal) {
      await ready()
      return use(writer, MAX_MS, signal, (call) => ask(call)(op, job))
    },
    async writing(signal, work) {
      await ready()
      return use(writer, MAX_MS, signal, (call) => work(ask(call)))
    },
    async close() {
      await Promise.all([writer.close(), readers.close()])
    },
  }
}
