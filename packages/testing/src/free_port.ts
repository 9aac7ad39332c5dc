import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Below the ports that systems give to outgoing connections (from 32,768 on Linux, from 49,152 elsewhere). */
const FIRST = 20_000
const LAST = 32_000

/**
 * A port for a server that is about to start. It is none that the system gives away by itself, since between here and the
 * start another test's connection would take it now and then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
