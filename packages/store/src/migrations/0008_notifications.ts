import type { DatabaseSync } from 'node:sqlite'

/** What workflows told people in the app. `key`: the step of a run that told it, which tells it once. */
export const up = (db: DatabaseSync): void =>
  db.exec(`
    CREATE TABLE notifications (
      n INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      key TEXT NOT NULL UNIQUE,
      level TEXT NOT NULL,
      title TEXT NOT NULL,
      message TEXT NOT NULL,
      workflow_id TEXT NOT NULL,
      execution_id TEXT NOT NULL,
      node_id TEXT NOT NULL,
      created_at TEXT NOT NULL,
      read_at TEXT
    ) STRICT;
    CREATE INDEX notifications_unread ON notifications (n) WHERE read_at IS NULL;
  `)
