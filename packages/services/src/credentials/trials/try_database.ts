import { connect, isIP } from 'node:net'
import type { Target } from './target.ts'
import type { Trial } from './trials.ts'

/** `text`: the address as it was given, where it may name a whole cluster. */
type Attempt = (url: URL, target: Target, text: string) => Promise<string>

/** Connects, signs in and asks the server something; answers what it is. */
export async function tryDatabase(text: string, target: Target): Promise<Trial> {
  const scheme = text.slice(0, text.indexOf(':'))
  const attempt = ATTEMPTS[scheme]
  // Of a cluster, the first member stands for all.
  const url = URL.parse(text.replace(/^([^:]+:\/\/(?:[^/?#]*@)?)[^/?#]*/, `$1${target.host}:${target.port}`))
  if (!attempt || !url) return { ok: false, message: 'The address is none of a database that is known.' }
  return { ok: true, message: `${target.host} took it (${await attempt(url, target, text)}).` }
}

const decoded = (text: string): string => decodeURIComponent(text)
/** A name goes into TLS; an address does not. */
const named = ({ host }: Target) => (isIP(host.replace(/^\[|\]$/g, '')) ? {} : { servername: host })

const tryPostgres: Attempt = async (url, target) => {
  const { default: pg } = await import('pg')
  const mode =
    url.searchParams.get('sslmode') ?? (url.searchParams.get('ssl') === 'true' ? 'verify-full' : 'disable')
  const client = new pg.Client({
    host: target.address,
    port: target.port,
    user: decoded(url.username),
    password: decoded(url.password),
    database: decoded(url.pathname.slice(1)) || undefined,
    ssl: mode === 'disable' ? false : { ...named(target), rejectUnauthorized: mode.startsWith('verify') },
    connectionTimeoutMillis: 10_000,
  })
  // A connection that ends later is not waited for by anyone.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
    return `PostgreSQL ${rows[0]?.server_version ?? ''}`.trim()
  } finally {
    await client.end().catch(() => {})
  }
}

const tryMysql: Attempt = async (url, target) => {
  const { createConnection } = await import('mysql2/promise')
  const ssl = url.searchParams.get('ssl') ?? url.searchParams.get('sslmode') ?? 'disable'
  const connection = await createConnection({
    host: target.host,
    // The name is for the certificate; what was checked is what is connected to.
    stream: () => connect(target.port, target.address),
    user: decoded(url.username),
    password: decoded(url.password),
    database: decoded(url.pathname.slice(1)) || undefined,
    ...(!['disable', 'false', 'DISABLED'].includes(ssl) && { ssl: { verifyIdentity: true } }),
    connectTimeout: 10_000,
  })
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version')
    const [first] = rows as { version?: string }[]
    return `MySQL ${first?.version ?? ''}`.trim()
  } finally {
    connection.destroy()
  }
}

const tryRedis: Attempt = async (url, target) => {
  const { Redis } = await import('ioredis')
  const client = new Redis({
    host: target.address,
    port: target.port,
    ...(url.username && { username: decoded(url.username) }),
    ...(url.password && { password: decoded(url.password) }),
    db: Number(url.pathname.slice(1)) || 0,
    ...(url.protocol === 'rediss:' && { tls: named(target) }),
    lazyConnect: true,
    connectTimeout: 10_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let refused: Error | undefined
  client.on('error', (error: Error) => (refused ??= error))
  try {
    await client.connect()
    await client.ping()
    return 'Redis'
  } catch (error) {
    // What the server said goes before that the connection was closed after it.
    throw refused ?? error
  } finally {
    client.disconnect()
  }
}

const tryMongo: Attempt = async (_url, target, text) => {
  const { MongoClient } = await import('mongodb')
  const client = new MongoClient(text, {
    serverSelectionTimeoutMS: 10_000,
    connectTimeoutMS: 10_000,
    lookup: (_host, options, answer) => {
      const family = isIP(target.address)
      if (options.all) return answer(null, [{ address: target.address, family }])
      answer(null, target.address, family)
    },
    directConnection: !text.startsWith('mongodb+srv:'),
  })
  try {
    await client.connect()
    const { version } = await client.db().admin().command({ buildInfo: 1 })
    return `MongoDB ${String(version)}`
  } finally {
    await client.close()
  }
}

const ATTEMPTS: Record<string, Attempt> = {
  postgres: tryPostgres,
  postgresql: tryPostgres,
  mysql: tryMysql,
  mariadb: tryMysql,
  redis: tryRedis,
  rediss: tryRedis,
  mongodb: tryMongo,
  'mongodb+srv': tryMongo,
}
