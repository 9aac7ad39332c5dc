import type { DatabaseSync } from 'node:sqlite'

/**
 * Numbers of signals are never given twice: a run remembers those that it has taken, and would not take the next one under
 * the number of one that is gone.
 */
export const up = (db: DatabaseSync): void =>
  db.exec(`
    ALTER TABLE signals RENAME TO signals_before;
    DROP INDEX signals_execution;
    CREATE TABLE signals (
      n INTEGER PRIMARY KEY AUTOINCREMENT,
      execution_id TEXT NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      data TEXT NOT NULL
    ) STRICT;
    INSERT INTO signals SELECT n, execution_id, name, data FROM signals_before;
    DROP TABLE signals_before;
    CREATE INDEX signals_execution ON signals (execution_id, name);
  `)
