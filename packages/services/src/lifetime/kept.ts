import { createHash } from 'node:crypto'

interface Entry<T> {
  opened: Promise<T>
  /** At work with it now. */
  users: number
  idle?: NodeJS.Timeout
}

/** What is opened once for many uses, such as a pool of connections, and closed when nobody has used it for a while. */
export interface Kept<T> {
  /** `key` may be secret: only its hash is held. What fails to open is opened anew the next time. */
  use<R>(key: string, open: () => Promise<T>, work: (opened: T) => Promise<R>): Promise<R>
  /** Closes all, whoever is at work with it. */
  close(): Promise<void>
}

export function createKept<T>(options: { keep_ms: number; close: (opened: T) => Promise<void> }): Kept<T> {
  const held = new Map<string, Entry<T>>()
  return { use, close }

  async function use<R>(key: string, open: () => Promise<T>, work: (opened: T) => Promise<R>): Promise<R> {
    const name = createHash('sha256').update(key).digest('hex')
    const entry = held.get(name) ?? { opened: open(), users: 0 }
    held.set(name, entry)
    clearTimeout(entry.idle)
    entry.users += 1
    try {
      return await work(await opened(name, entry))
    } finally {
      entry.users -= 1
      if (entry.users === 0) entry.idle = setTimeout(drop, options.keep_ms, name, entry).unref()
    }
  }

  async function opened(name: string, entry: Entry<T>): Promise<T> {
    try {
      return await entry.opened
    } catch (error) {
      if (held.get(name) === entry) held.delete(name)
      throw error
    }
  }

  function drop(name: string, entry: Entry<T>): void {
    if (held.get(name) === entry) held.delete(name)
    entry.opened.then(options.close).catch(() => undefined)
  }

  async function close(): Promise<void> {
    const all = [...held.values()]
    held.clear()
    for (const { idle } of all) clearTimeout(idle)
    await Promise.allSettled(all.map(async (entry) => options.close(await entry.opened)))
  }
}
