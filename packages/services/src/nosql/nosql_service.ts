import { NodeError, type NoSqlRequest, type NoSqlResult, type NoSqlService } from '@llamanexus/node-sdk'
import type { HostGuard } from '../http/host_guard.ts'
import { unlessAborted } from '../lifetime/unless_aborted.ts'
import { mongoClients } from './mongo_clients.ts'
import { mongoQuery } from './mongo_query.ts'
import { redisConnections } from './redis_connections.ts'
import { redisQuery } from './redis_query.ts'

/** Redis and MongoDB behind one interface, bounded in time and size. */
export function createNoSqlService({
  guard,
}: {
  guard: HostGuard
}): NoSqlService & { close(): Promise<void> } {
  const redis = redisConnections(guard)
  const mongo = mongoClients(guard)

  async function query(request: NoSqlRequest): Promise<NoSqlResult> {
    const timeout = AbortSignal.timeout(request.timeout_ms)
    const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout
    try {
      return await unlessAborted(perform({ ...request, signal }), signal)
    } catch (error) {
      if (request.signal?.aborted)
        throw new NodeError('aborted', 'The query was cancelled', { retryable: false })
      if (timeout.aborted) throw timedOut(request.timeout_ms)
      throw error
    }
  }

  async function perform(request: NoSqlRequest & { signal: AbortSignal }): Promise<NoSqlResult> {
    const connection = request.connection.trim()
    if (/^mongodb(?:\+srv)?:\/\//i.test(connection))
      return mongo.use(connection, (db, bson) => mongoQuery(db, bson, request))
    const url = URL.parse(connection)
    if (url?.protocol === 'redis:' || url?.protocol === 'rediss:')
      return redis.use(url, request.signal, (client) => redisQuery(client, request))
    throw new NodeError('connection_invalid', '"connection" is no address of Redis or MongoDB', {
      field: 'connection',
      hint: 'Write redis://:password@host:6379/0 or mongodb://user:password@host/database.',
      retryable: false,
    })
  }

  return {
    query,
    async close() {
      await Promise.all([redis.close(), mongo.close()])
    },
  }
}

const timedOut = (ms: number): NodeError =>
  new NodeError('timeout', `The query took longer than ${ms} ms`, {
    field: 'timeout_ms',
    hint: 'Make the query cheaper or raise the limit.',
  })
