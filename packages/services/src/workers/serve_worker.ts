import { parentPort } from 'node:worker_threads'

/**
 * Worker side of the pool, in a thread or a process: answers each message with what `handle` returns, one after the other; `emit` sends events
 * before that, and `after` runs when the reply is sent, before the next message is taken. Call it last: from then on
 * the time of jobs is counted.
 */
export function serveWorker(
  handle: (message: unknown, emit: (event: unknown) => void) => unknown | Promise<unknown>,
  after: () => void | Promise<void> = () => undefined,
): void {
  const post = opened((message) => {
    // A throw is a bug of ours: left unhandled it ends the worker, and the pool reports it and starts another.
    before = answer(message, before)
  })
  const emit = (event: unknown) => post({ event })
  let before: Promise<unknown> = Promise.resolve()
  post({ ready: true })

  async function answer(message: unknown, before: Promise<unknown>): Promise<void> {
    await before
    post({ reply: await handle(message, emit) })
    await after()
  }
}

/** Listens to the pool; the answer speaks to it. */
function opened(onMessage: (message: unknown) => void): (message: object) => void {
  const port = parentPort
  if (port) {
    port.on('message', onMessage)
    return (message) => port.postMessage(message)
  }
  if (!process.send) throw new Error('This module runs as a worker only')
  process.on('message', onMessage)
  // Without the pool there is nobody to work for.
  process.on('disconnect', () => process.exit())
  return (message) => void process.send?.(message)
}
