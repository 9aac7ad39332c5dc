import type { DatabaseSync } from 'node:sqlite'

/**
 * The first schema. A run names its workflow without a foreign key: it is written in a transaction that it shares with
 * other runs, and one refused row must not hold up the others.
 */
export const up = (db: DatabaseSync): void => {
  db.exec(`
    CREATE TABLE workflows (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      tags TEXT NOT NULL,
      version INTEGER NOT NULL,
      is_active INTEGER NOT NULL,
      node_count INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX workflows_updated ON workflows (updated_at);
    CREATE INDEX workflows_created ON workflows (created_at);
    CREATE INDEX workflows_name ON workflows (name COLLATE NOCASE);

    CREATE TABLE workflow_tags (
      workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
      tag TEXT NOT NULL,
      PRIMARY KEY (workflow_id, tag)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX workflow_tags_tag ON workflow_tags (tag);

    CREATE TABLE workflow_types (
      workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
      node_type TEXT NOT NULL,
      PRIMARY KEY (workflow_id, node_type)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX workflow_types_type ON workflow_types (node_type);

    CREATE TABLE workflow_versions (
      workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
      version INTEGER NOT NULL,
      change_summary TEXT NOT NULL,
      created_by TEXT,
      created_at TEXT NOT NULL,
      document TEXT NOT NULL,
      UNIQUE (workflow_id, version)
    ) STRICT;

    CREATE TABLE executions (
      n INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      workflow_id TEXT NOT NULL,
      workflow_version INTEGER NOT NULL,
      status TEXT NOT NULL,
      source TEXT NOT NULL,
      started_at TEXT NOT NULL,
      completed_at TEXT,
      wake_at INTEGER,
      recoveries INTEGER NOT NULL,
      control TEXT,
      trigger_node TEXT,
      until_node TEXT,
      parent_id TEXT,
      error TEXT,
      trigger_data TEXT NOT NULL,
      final_output TEXT NOT NULL
    ) STRICT;
    CREATE INDEX executions_workflow ON executions (workflow_id, started_at);
    CREATE INDEX executions_started ON executions (started_at);
    CREATE INDEX executions_unfinished ON executions (status, wake_at)
      WHERE status IN ('pending', 'running', 'paused');

    CREATE TABLE log_segments (
      execution_id TEXT NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
      first_seq INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      size INTEGER NOT NULL,
      body TEXT NOT NULL,
      UNIQUE (execution_id, last_seq)
    ) STRICT;

    CREATE TABLE blobs (
      hash TEXT PRIMARY KEY,
      codec TEXT NOT NULL,
      size INTEGER NOT NULL,
      stored_size INTEGER NOT NULL,
      body BLOB NOT NULL
    ) STRICT;
    CREATE TABLE blob_refs (
      execution_id TEXT NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
      hash TEXT NOT NULL REFERENCES blobs (hash),
      PRIMARY KEY (execution_id, hash)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX blob_refs_hash ON blob_refs (hash);

    CREATE TABLE signals (
      n INTEGER PRIMARY KEY,
      execution_id TEXT NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      data TEXT NOT NULL
    ) STRICT;
    CREATE INDEX signals_execution ON signals (execution_id, name);

    CREATE TABLE idempotency (
      scope TEXT NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      PRIMARY KEY (scope, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX idempotency_created ON idempotency (created_at);

    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `)
}
