import type { DatabaseSync } from 'node:sqlite'

/**
 * What triggers remember. A firing is written together with what it came from (a tick, a file, an event) and removed
 * when its run is durable, so that each gives exactly one run whenever the process ends. `mtime` and `at` are
 * milliseconds since the epoch. A run's end is noted in the transaction that ends it.
 */
export const up = (db: DatabaseSync): void =>
  db.exec(`
    CREATE TABLE trigger_states (
      workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      state TEXT NOT NULL,
      PRIMARY KEY (workflow_id, key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE watched_files (
      workflow_id TEXT NOT NULL,
      key TEXT NOT NULL,
      path TEXT NOT NULL,
      size INTEGER NOT NULL,
      mtime REAL NOT NULL,
      inode TEXT NOT NULL,
      PRIMARY KEY (workflow_id, key, path),
      FOREIGN KEY (workflow_id, key) REFERENCES trigger_states (workflow_id, key) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE trigger_firings (
      n INTEGER PRIMARY KEY,
      execution_id TEXT NOT NULL UNIQUE,
      workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
      node_id TEXT,
      source TEXT NOT NULL,
      data TEXT NOT NULL
    ) STRICT;
    CREATE INDEX trigger_firings_workflow ON trigger_firings (workflow_id);

    CREATE TABLE run_endings (
      n INTEGER PRIMARY KEY,
      execution_id TEXT NOT NULL UNIQUE,
      workflow_id TEXT NOT NULL,
      status TEXT NOT NULL,
      at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE schedules (
      id TEXT PRIMARY KEY,
      workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
      cron TEXT NOT NULL,
      timezone TEXT,
      missed TEXT NOT NULL,
      trigger_node TEXT,
      data TEXT,
      active INTEGER NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX schedules_workflow ON schedules (workflow_id, created_at);
  `)
