import type { DatabaseSync } from 'node:sqlite'

/**
 * Runs that nodes of other runs have started. `waits`: the parent needs what comes of it. `told`: the parent knows that
 * it has ended. A row goes with the run that started it.
 */
export const up = (db: DatabaseSync): void =>
  db.exec(`
    CREATE TABLE child_runs (
      id TEXT NOT NULL PRIMARY KEY,
      parent_id TEXT NOT NULL,
      path TEXT NOT NULL,
      depth INTEGER NOT NULL,
      waits INTEGER NOT NULL,
      told INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX child_runs_parent ON child_runs (parent_id);
    CREATE INDEX child_runs_untold ON child_runs (told) WHERE told = 0;
    CREATE INDEX executions_parent ON executions (parent_id) WHERE parent_id IS NOT NULL;
    CREATE TRIGGER child_runs_of_removed_runs AFTER DELETE ON executions BEGIN
      DELETE FROM child_runs WHERE parent_id = old.id;
    END;
  `)
