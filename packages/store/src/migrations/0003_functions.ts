import type { DatabaseSync } from 'node:sqlite'

/** Functions of the workspace: `definition` is JSON, without what has a column of its own. */
export const up = (db: DatabaseSync): void =>
  db.exec(`
    CREATE TABLE functions (
      name TEXT NOT NULL PRIMARY KEY,
      description TEXT NOT NULL,
      definition TEXT NOT NULL,
      version INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT;
  `)
