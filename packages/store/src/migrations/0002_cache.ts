import type { DatabaseSync } from 'node:sqlite'

/** What workflows keep for a time: `expires_at` in milliseconds since the epoch, null for ever. */
export const up = (db: DatabaseSync): void =>
  db.exec(`
    CREATE TABLE cache (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL,
      expires_at INTEGER
    ) STRICT;
    CREATE INDEX cache_by_expiry ON cache (expires_at) WHERE expires_at IS NOT NULL;
  `)
