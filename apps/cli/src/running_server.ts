import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ServerNotice {
  url: string
  pid: number
}

/** The server that runs on a data directory, by the notice it wrote there; undefined when it is gone. */
export const runningServer = async (home: string): Promise<ServerNotice | undefined> => {
  const notice = readNotice(home)
  return notice && isAlive(notice.pid) && (await listens(notice.url)) ? notice : undefined
}

const readNotice = (home: string): ServerNotice | undefined => {
  try {
    const { url, pid } = JSON.parse(readFileSync(join(home, 'server.json'), 'utf8')) as Record<
      string,
      unknown
    >
    return typeof url === 'string' && typeof pid === 'number' ? { url, pid } : undefined
  } catch {
    return undefined
  }
}

/** A server that was killed leaves its notice behind. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Its number may be another process's by now; one that listens but is slow to answer counts as running. */
const listens = async (url: string): Promise<boolean> => {
  try {
    await fetch(`${url}/livez`, { signal: AbortSignal.timeout(2_000) })
    return true
  } catch (error) {
    return (error as Error).name === 'TimeoutError'
  }
}
