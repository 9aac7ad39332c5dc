import type { DatabaseSync } from 'node:sqlite'

/**
 * Questions of runs to people. `request` and `answer` are JSON. `told`: the run has the answer, or needs none. They go
 * with their run; a trigger, because a question may be asked where the store has no such run.
 */
export const up = (db: DatabaseSync): void =>
  db.exec(`
    CREATE TABLE approvals (
      n INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      token TEXT NOT NULL UNIQUE,
      execution_id TEXT NOT NULL,
      workflow_id TEXT NOT NULL,
      path TEXT NOT NULL,
      key TEXT NOT NULL,
      status TEXT NOT NULL,
      title TEXT NOT NULL,
      message TEXT NOT NULL,
      assignee TEXT,
      request TEXT NOT NULL,
      requested_at TEXT NOT NULL,
      expires_at INTEGER,
      answer TEXT,
      told INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX approvals_status ON approvals (status, n);
    CREATE INDEX approvals_execution ON approvals (execution_id, path, key);
    CREATE INDEX approvals_untold ON approvals (told) WHERE told = 0;
    CREATE TRIGGER approvals_of_removed_runs AFTER DELETE ON executions BEGIN
      DELETE FROM approvals WHERE execution_id = old.id;
    END;
  `)
