import { parentPort } from 'node:worker_threads'

/**
 * Worker side of the pool: answers each message with what `handle` returns, one after the other; `emit` sends events
 * before that. Call it last: from then on the time of jobs is counted.
 */
export function serveWorker(
  handle: (message: unknown, emit: (event: unknown) => void) => unknown | Promise<unknown>,
): void {
  const port = parentPort
  if (!port) throw new Error('This module runs as a worker only')
  const emit = (event: unknown) => port.postMessage({ event })
  let before: Promise<unknown> = Promise.resolve()
  port.on('message', (message: unknown) => {
    // A throw is a bug of ours: left unhandled it ends the worker, and the pool reports it and starts another.
    before = before.then(async () => port.postMessage({ reply: await handle(message, emit) }))
  })
  port.postMessage({ ready: true })
}
