import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Usage {
  /** Microseconds of processor time since the process began. */
  cpu: number
  /** Bytes. */
  rss: number
}

export interface ServerChild {
  url: string
  usage(): Promise<Usage>
  close(): Promise<void>
}

/** In the child: says where it listens, and answers `usage` and `close`. */
export function answerUsage(url: string, close: () => Promise<void>): void {
  process.on('message', (message) => {
    if (message === 'close') return void close().then(() => process.disconnect())
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu: user + system, rss: process.memoryUsage.rss() } satisfies Usage)
  })
  process.send?.({ url })
}

/** In the parent: a server in a process of its own. */
export async function startServerChild(name: string): Promise<ServerChild> {
  const file = fileURLToPath(new URL(`../children/${name}.ts`, import.meta.url))
  const child = fork(file, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const { url } = await next<{ url: string }>(child)
  return {
    url,
    usage: () => {
      child.send('usage')
      return next<Usage>(child)
    },
    close: async () => {
      const ended = once(child, 'exit')
      child.send('close')
      await ended
    },
  }
}

/** The next message of the child; rejects when it ends first. */
function next<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const failed = (code: number | null) => reject(new Error(`The server ended with code ${code}`))
    child.once('exit', failed)
    child.once('message', (message) => {
      child.off('exit', failed)
      resolve(message as T)
    })
  })
}
