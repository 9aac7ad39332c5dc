import type { DatabaseSync } from 'node:sqlite'
import type { JsonValue } from '@llamanexus/workflow'
import type { SettingsStore } from '../types.ts'
import { storeErrorOf } from './store_error_of.ts'

export const createSettingsStore = (db: DatabaseSync, file: string): SettingsStore => {
  const select = db.prepare('SELECT value FROM settings WHERE key = ?')
  const upsert = db.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  return {
    get: async (key) => {
      const row = select.get(key) as { value: string } | undefined
      return row && (JSON.parse(row.value) as JsonValue)
    },
    set: async (key, value) => {
      try {
        upsert.run(key, JSON.stringify(value))
      } catch (error) {
        throw storeErrorOf(error, file)
      }
    },
  }
}
