import { type ResourceLimits, Worker } from 'node:worker_threads'
import { compileCacheEnv } from './compile_cache_env.ts'
import type { OpenWorker } from './open_worker.ts'
import { WorkerFailure } from './worker_failure.ts'

export interface ThreadOptions {
  /** Module that calls `serveWorker`. */
  entry: URL
  /** Shown in profilers. */
  name: string
  /**
   * Not for what strangers can make large: V8 ends the whole process where a single piece of memory goes past the limit of
   * a thread. That is for `openProcess`.
   */
  resource_limits?: ResourceLimits
}

/** A worker in a thread: quick to start and to talk to. */
export const openThread =
  ({ entry, name, resource_limits }: ThreadOptions): OpenWorker =>
  ({ onMessage, onFailure }) => {
    const worker = new Worker(entry, {
      name,
      execArgv: [],
      env: compileCacheEnv(),
      resourceLimits: resource_limits,
    })
    worker.unref()
    worker.on('message', onMessage)
    worker.on('error', (error: Error & { code?: string }) => {
      const code = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out_of_memory' : 'died'
      onFailure(new WorkerFailure(code, error.message))
    })
    worker.on('exit', () => onFailure(new WorkerFailure('died', 'The worker ended')))
    return {
      post: (message, transfer) => worker.postMessage(message, [...transfer]),
      hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
      end: async () => void (await worker.terminate()),
    }
  }
