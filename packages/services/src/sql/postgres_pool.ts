import { Socket } from 'node:net'
import type { Client, ClientConfig, Pool } from 'pg'
import type { HostGuard } from '../http/host_guard.ts'
import { postgresTypes } from './json_values.ts'

const CONNECT_MS = 10_000
const PORT = 5432

export interface PostgresPool {
  pool: Pool
  /** Makes the server stop what it does for a connection; its query then throws. */
  cancel(pid: number): Promise<void>
  /** Cuts off what is at work. */
  close(): Promise<void>
}

/** A small pool of connections to Postgres, each to an address that was checked. */
export async function openPostgresPool(url: URL, guard: HostGuard): Promise<PostgresPool> {
  const { default: pg } = await import('pg')
  const types = await postgresTypes()
  const port = Number(url.port) || PORT
  const sockets = new Set<Socket>()
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.once('close', () => sockets.delete(socket))
  }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const config = (): ClientConfig => {
    guard.literal(host, port)
    return {
      host,
      port,
      stream: () => track(guardedSocket(port, guard)),
      user: decodeURIComponent(url.username) || undefined,
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)) || undefined,
      ssl: sslOf(url),
      types,
      application_name: 'LlamaNexus',
      connectionTimeoutMillis: CONNECT_MS,
    }
  }
  const pool: Pool = new pg.Pool({ ...config(), max: 8, idleTimeoutMillis: 30_000 })
  // An idle connection that breaks is replaced with the next query.
  pool.on('error', () => undefined)
  return {
    pool,
    async cancel(pid) {
      const other: Client = new pg.Client(config())
      await other.connect()
      await other.query('SELECT pg_cancel_backend($1)', [pid]).finally(() => other.end())
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await pool.end()
    },
  }
}

/** `sslmode` as libpq has it, but for those that fall back to plain text unasked. */
function sslOf(url: URL): ClientConfig['ssl'] {
  const mode = url.searchParams.get('sslmode') ?? 'disable'
  return mode === 'disable' ? false : { rejectUnauthorized: mode === 'verify-full' || mode === 'verify-ca' }
}

/** `pg` connects by port and host; the name is looked up and checked with each connection. */
function guardedSocket(port: number, guard: HostGuard): Socket {
  const socket = new Socket()
  const connect = socket.connect.bind(socket)
  const guarded = (_: number, host: string) => connect({ host, port, lookup: guard.lookup(port) })
  return Object.assign(socket, { connect: guarded as Socket['connect'] })
}
