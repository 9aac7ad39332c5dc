import { parentPort } from 'node:worker_threads'

/**
 * Worker side of the pool: answers each message with what `handle` returns, one after the other; `emit` sends events
 * before that, and `after` runs when the reply is sent, before the next message is taken. Call it last: from then on
 * the time of jobs is counted.
 */
export function serveWorker(
  handle: (message: unknown, emit: (event: unknown) => void) => unknown | Promise<unknown>,
  after: () => void | Promise<void> = () => undefined,
): void {
  const port = parentPort
  if (!port) throw new Error('This module runs as a worker only')
  const emit = (event: unknown) => port.postMessage({ event })
  let before: Promise<unknown> = Promise.resolve()
  port.on('message', (message: unknown) => {
    // A throw is a bug of ours: left unhandled it ends the worker, and the pool reports it and starts another.
    before = answer(message, before)
  })
  port.postMessage({ ready: true })

  async function answer(message: unknown, before: Promise<unknown>): Promise<void> {
    await before
    port?.postMessage({ reply: await handle(message, emit) })
    await after()
  }
}
