import type { DatabaseSync } from 'node:sqlite'

/**
 * Links by which others may look at a workflow. They are looked up by the hash of their token; `functions` is what the
 * workflow called when it was shared, null where the share follows the newest version. A share goes with its workflow.
 */
export const up = (db: DatabaseSync): void =>
  db.exec(`
    CREATE TABLE shares (
      n INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      token TEXT NOT NULL,
      token_hash BLOB NOT NULL UNIQUE,
      workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
      version INTEGER NOT NULL,
      follow_latest INTEGER NOT NULL,
      include_sample INTEGER NOT NULL,
      title TEXT NOT NULL,
      note TEXT NOT NULL,
      functions TEXT,
      created_at TEXT NOT NULL,
      expires_at TEXT
    ) STRICT;
    CREATE INDEX shares_workflow ON shares (workflow_id, n);
  `)
