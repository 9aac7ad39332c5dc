import { Socket } from 'node:net'
import type { Client, ClientConfig, Pool } from 'pg'
import type { HostGuard } from '../http/host_guard.ts'
import { connectionInvalid, readDatabaseUrl } from './database_url.ts'
import { postgresTypes } from './json_values.ts'
import { postgresSession } from './postgres_session.ts'
import type { SqlDatabase } from './sql_session.ts'

const CONNECT_MS = 10_000
const PORT = 5432

/** Postgres through a small pool. */
export async function postgresDatabase(url: URL, guard: HostGuard): Promise<SqlDatabase> {
  const { host, port, user, password, database } = readDatabaseUrl(url, PORT)
  const ssl = sslOf(url)
  const { default: pg } = await import('pg')
  const types = await postgresTypes()
  const sockets = new Set<Socket>()
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.once('close', () => sockets.delete(socket))
  }
  const config = (): ClientConfig => {
    guard.literal(host, port)
    return {
      host,
      port,
      stream: () => track(guardedSocket(port, guard)),
      user: user || undefined,
      password,
      database,
      ssl,
      types,
      application_name: 'LlamaNexus',
      connectionTimeoutMillis: CONNECT_MS,
    }
  }
  const pool: Pool = new pg.Pool({ ...config(), max: 8, idleTimeoutMillis: 30_000 })
  // An idle connection that breaks is replaced with the next query.
  pool.on('error', ignore)
  // One that breaks in use says so to the query that uses it, and between two queries to nobody.
  pool.on('connect', (client) => client.on('error', ignore))
  const cancelled = async (pid: number) => {
    const other: Client = new pg.Client(config())
    other.on('error', ignore)
    await other.connect()
    await other.query('SELECT pg_cancel_backend($1)', [pid]).finally(() => other.end())
  }
  return {
    dialect: 'postgres',
    acquire: async () => postgresSession(await pool.connect(), cancelled),
    async close() {
      for (const socket of sockets) socket.destroy()
      await pool.end()
    },
  }
}

const MODES = ['disable', 'require', 'verify-ca', 'verify-full']

/** `sslmode` as libpq has it, but for those that fall back to plain text unasked. */
function sslOf(url: URL): ClientConfig['ssl'] {
  const mode = url.searchParams.get('sslmode') ?? 'disable'
  if (!MODES.includes(mode))
    throw connectionInvalid(`"connection" has the sslmode ${mode}`, `It can be ${MODES.join(', ')}.`)
  return mode === 'disable' ? false : { rejectUnauthorized: mode !== 'require' }
}

/** `pg` connects by port and host; the name is looked up and checked with each connection. */
function guardedSocket(port: number, guard: HostGuard): Socket {
  const socket = new Socket()
  const connect = socket.connect.bind(socket)
  const guarded = (_: number, host: string) => connect({ host, port, lookup: guard.lookup(port) })
  return Object.assign(socket, { connect: guarded as Socket['connect'] })
}

const ignore = (): void => undefined
