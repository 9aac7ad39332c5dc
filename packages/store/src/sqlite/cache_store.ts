import type { DatabaseSync } from 'node:sqlite'
import type { JsonValue } from '@llamanexus/workflow'
import type { CacheStore } from '../types.ts'
import { storeErrorOf } from './store_error_of.ts'

export const createCacheStore = (db: DatabaseSync, file: string, clock: () => number): CacheStore => {
  const select = db.prepare(
    'SELECT value FROM cache WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)',
  )
  const upsert = db.prepare(
    `INSERT INTO cache (key, value, expires_at) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
  )
  return {
    get: async (key) => {
      const row = select.get(key, clock()) as { value: string } | undefined
      return row ? { hit: true, value: JSON.parse(row.value) as JsonValue } : { hit: false, value: null }
    },
    set: async (key, value, ttlMs) => {
      try {
        upsert.run(key, JSON.stringify(value), ttlMs === undefined ? null : clock() + ttlMs)
      } catch (error) {
        throw storeErrorOf(error, file)
      }
    },
  }
}
