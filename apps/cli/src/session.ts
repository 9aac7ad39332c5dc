import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Call, createClient } from '@llamanexus/contract'
import type { Proxies } from './proxies_of.ts'
import { runningServer } from './running_server.ts'

/** A server to talk to: the one that runs on a data directory, or one started in this process for as long as it is needed. */
export interface Session {
  url: string
  call: Call
}

/** How a server is set up that is started for a session. */
export interface SessionOptions {
  /** Addresses inside the own network that workflows may call; `true` for all. */
  allow_private_hosts?: readonly string[] | true
  outbound_proxies?: Proxies
  vault_key_file?: string
}

export const withSession = async <T>(
  home: string,
  work: (session: Session) => Promise<T>,
  options: SessionOptions = {},
): Promise<T> => {
  const running = await runningServer(home)
  if (running) return work(sessionOf(running.url))
  const { startServer } = await import('@llamanexus/server')
  const server = await startServer({ ...options, port: 0, home, log_level: 'silent', examples: false })
  try {
    return await work(sessionOf(server.url))
  } finally {
    await server.close()
  }
}

/** A session on an empty data directory that is removed afterwards. */
export const withTemporarySession = async <T>(
  work: (session: Session) => Promise<T>,
  options: SessionOptions = {},
): Promise<T> => {
  const home = mkdtempSync(join(tmpdir(), 'llamanexus-'))
  try {
    return await withSession(home, work, options)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

const sessionOf = (url: string): Session => ({ url, call: createClient({ baseUrl: url }) })
