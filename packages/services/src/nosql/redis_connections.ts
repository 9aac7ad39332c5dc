import { createHash } from 'node:crypto'
import { NodeError } from '@llamanexus/node-sdk'
import type { Redis } from 'ioredis'
import type { HostGuard } from '../http/host_guard.ts'
import { redisFailure } from './redis_query.ts'

const KEEP_MS = 30_000
const CONNECT_MS = 10_000

/** Connections to Redis, one a query; kept for the next one for a while. */
export function redisConnections(guard: HostGuard) {
  const idle = new Map<string, { client: Redis; timer: NodeJS.Timeout }[]>()
  return { use, close }

  async function use<T>(url: URL, signal: AbortSignal, work: (client: Redis) => Promise<T>): Promise<T> {
    const key = createHash('sha256').update(url.href).digest('hex')
    const client = takeIdle(key) ?? (await connect(url, guard))
    const stop = () => client.disconnect()
    signal.addEventListener('abort', stop, { once: true })
    try {
      if (signal.aborted) throw new NodeError('aborted', 'The query was cancelled', { retryable: false })
      return await work(client)
    } finally {
      signal.removeEventListener('abort', stop)
      if (client.status === 'ready') keep(key, client)
      else client.disconnect()
    }
  }

  function takeIdle(key: string): Redis | undefined {
    const entry = idle.get(key)?.pop()
    if (!entry) return undefined
    clearTimeout(entry.timer)
    return entry.client.status === 'ready' ? entry.client : takeIdle(key)
  }

  function keep(key: string, client: Redis): void {
    const list = idle.get(key) ?? []
    idle.set(key, list)
    const entry = { client, timer: setTimeout(drop, KEEP_MS).unref() }
    list.push(entry)
    function drop() {
      list.splice(list.indexOf(entry), 1)
      client.disconnect()
    }
  }

  async function close(): Promise<void> {
    for (const { client, timer } of [...idle.values()].flat()) {
      clearTimeout(timer)
      client.disconnect()
    }
    idle.clear()
  }
}

async function connect(url: URL, guard: HostGuard): Promise<Redis> {
  const { Redis } = await import('ioredis')
  const host = url.hostname.replace(/^\[|\]$/g, '') || 'localhost'
  const port = Number(url.port) || 6379
  const { address, family } = await guard.checked(host, port)
  const client = new Redis({
    host: address,
    port,
    family,
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    db: Number(url.pathname.slice(1)) || 0,
    ...(url.protocol === 'rediss:' && { tls: { servername: host } }),
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
  })
  let first: Error | undefined
  client.on('error', (error: Error) => {
    first ??= error
  })
  try {
    await client.connect()
    return client
  } catch (error) {
    client.disconnect()
    throw redisFailure(first ?? (error as Error))
  }
}
