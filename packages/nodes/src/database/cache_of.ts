import type { CacheService, NodeContext } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { connectionOf } from './connection_of.ts'
import { databaseCredential } from './database_fields.ts'

export const RedisConfig = {
  redis: Type.Boolean({
    title: 'In Redis',
    description: 'Kept in a Redis server instead of the database of this one.',
    default: false,
  }),
  connection: Type.Optional(
    Type.String({
      title: 'Redis',
      description: 'Its address, where no credential is chosen.',
      'x-secret': true,
      examples: ['redis://cache.example.com:6379/0'],
    }),
  ),
  credential: databaseCredential,
}

interface RedisChoice {
  redis: boolean
  connection?: string
  credential?: string
}

const TIMEOUT_MS = 10_000

/** The cache that a node is set to: the server's own, or Redis with each value as JSON. */
export async function cacheOf(
  { redis, connection: given, credential }: RedisChoice,
  { services, signal }: NodeContext<'cache' | 'nosql' | 'credentials'>,
): Promise<CacheService> {
  if (!redis) return services.cache
  const connection = await connectionOf(given, credential, services.credentials)
  const ask = async (command: string, args: JsonValue[]): Promise<JsonValue> => {
    const { results } = await services.nosql.query({
      connection,
      query: { command, args },
      read_only: command === 'GET',
      max_results: 1,
      timeout_ms: TIMEOUT_MS,
      signal,
    })
    return results[0] ?? null
  }
  return {
    async get(key) {
      const kept = await ask('GET', [key])
      return kept === null ? { hit: false, value: null } : { hit: true, value: valueOf(String(kept)) }
    },
    async set(key, value, ttlMs) {
      await ask('SET', [key, JSON.stringify(value), ...(ttlMs === undefined ? [] : ['PX', ttlMs])])
    },
  }
}

/** Another program may have written what is no JSON: it is text. */
function valueOf(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}
