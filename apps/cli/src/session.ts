import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Call, createClient } from '@llamanexus/contract'
import { runningServer } from './running_server.ts'

/** A server to talk to: the one that runs on a data directory, or one started in this process for as long as it is needed. */
export interface Session {
  url: string
  call: Call
}

export const withSession = async <T>(home: string, work: (session: Session) => Promise<T>): Promise<T> => {
  const running = await runningServer(home)
  if (running) return work(sessionOf(running.url))
  const { startServer } = await import('@llamanexus/server')
  const server = await startServer({ port: 0, home, log_level: 'silent', examples: false })
  try {
    return await work(sessionOf(server.url))
  } finally {
    await server.close()
  }
}

/** A session on an empty data directory that is removed afterwards. */
export const withTemporarySession = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
  const home = mkdtempSync(join(tmpdir(), 'llamanexus-'))
  try {
    return await withSession(home, work)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

const sessionOf = (url: string): Session => ({ url, call: createClient({ baseUrl: url }) })
