import type { DatabaseSync } from 'node:sqlite'
import type { JsonValue } from '@llamanexus/workflow'
import type { IdempotencyStore } from '../types.ts'
import { storeErrorOf } from './store_error_of.ts'

export const createIdempotencyStore = (
  db: DatabaseSync,
  file: string,
  clock: () => number,
): IdempotencyStore => {
  const insert = db.prepare(
    'INSERT INTO idempotency (scope, key, value, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const expire = db.prepare('DELETE FROM idempotency WHERE scope = ? AND key = ? AND created_at < ?')
  const select = db.prepare('SELECT value FROM idempotency WHERE scope = ? AND key = ?')
  const find = (scope: string, key: string): JsonValue | undefined => {
    const row = select.get(scope, key) as { value: string } | undefined
    return row && (JSON.parse(row.value) as JsonValue)
  }
  return {
    remember: async (scope, key, value, max_age_ms) => {
      try {
        if (max_age_ms !== undefined) expire.run(scope, key, clock() - max_age_ms)
        insert.run(scope, key, JSON.stringify(value), clock())
      } catch (error) {
        throw storeErrorOf(error, file)
      }
      return find(scope, key) ?? value
    },
    find: async (scope, key) => find(scope, key),
  }
}
