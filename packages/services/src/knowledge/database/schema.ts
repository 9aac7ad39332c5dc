import type { DatabaseSync } from 'node:sqlite'

/** Marks the file as ours in its header: "LNXK". */
export const APPLICATION_ID = 0x4c4e584b

/**
 * What brings the database from each version to the next. The rows of a collection stand together: their ids begin with
 * that of the collection, so that a search reads one run of pages. Each collection has an index of its words, for how
 * rare a word is depends on the collection.
 */
export const migrations: readonly ((db: DatabaseSync) => void)[] = [
  (db) =>
    db.exec(`
      CREATE TABLE collections (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        description TEXT NOT NULL,
        model TEXT NOT NULL,
        dimensions INTEGER NOT NULL,
        next_row INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE documents (
        collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        source TEXT NOT NULL,
        title TEXT NOT NULL,
        chunks INTEGER NOT NULL,
        characters INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        PRIMARY KEY (collection, id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE chunks (
        row INTEGER PRIMARY KEY,
        collection INTEGER NOT NULL REFERENCES collections (id),
        id TEXT NOT NULL,
        document_id TEXT NOT NULL,
        position INTEGER NOT NULL,
        text_start INTEGER NOT NULL,
        text_end INTEGER NOT NULL,
        metadata TEXT NOT NULL,
        text TEXT NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX chunks_id ON chunks (collection, id);
      CREATE INDEX chunks_document ON chunks (collection, document_id, position);

      CREATE TABLE vectors (row INTEGER PRIMARY KEY, embedding BLOB NOT NULL) STRICT;
    `),

  // Where a collection is kept, and of those that are kept elsewhere how much was there last.
  (db) =>
    db.exec(`
      ALTER TABLE collections ADD COLUMN store TEXT NOT NULL DEFAULT '{"kind":"embedded"}';
      ALTER TABLE collections ADD COLUMN noted_documents INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE collections ADD COLUMN noted_chunks INTEGER NOT NULL DEFAULT 0;
    `),
]

const ROWS = 2 ** 32

/** The rows that a collection may have. */
export const rowsOf = (collection: number): { first: number; last: number } => ({
  first: collection * ROWS,
  last: (collection + 1) * ROWS - 1,
})

/** The index of a collection's words. It keeps no text, for the words that are looked for are made from it by `termsOf`. */
export const createWords = (collection: number): string => `
  CREATE VIRTUAL TABLE words_${collection} USING fts5(terms, content='', contentless_delete=1, tokenize='ascii');
  CREATE VIRTUAL TABLE holders_${collection} USING fts5vocab(words_${collection}, 'row');
`

export const dropWords = (collection: number): string => `
  DROP TABLE IF EXISTS holders_${collection};
  DROP TABLE IF EXISTS words_${collection};
`
