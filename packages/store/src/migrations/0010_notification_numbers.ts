import type { DatabaseSync } from 'node:sqlite'

/**
 * Numbers of notifications are never given twice: who was away asks for those after the last one that it has, and would
 * miss one under the number of another that was deleted.
 */
export const up = (db: DatabaseSync): void =>
  db.exec(`
    ALTER TABLE notifications RENAME TO notifications_before;
    DROP INDEX notifications_unread;
    CREATE TABLE notifications (
      n INTEGER PRIMARY KEY AUTOINCREMENT,
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
    INSERT INTO notifications
      SELECT n, id, key, level, title, message, workflow_id, execution_id, node_id, created_at, read_at
      FROM notifications_before;
    DROP TABLE notifications_before;
    CREATE INDEX notifications_unread ON notifications (n) WHERE read_at IS NULL;
  `)
