import type { DatabaseSync } from 'node:sqlite'

/**
 * Credentials, their secret fields sealed with a key that is not in here, and what each workflow refers to: the id of a
 * credential, or `secrets.<name>`.
 */
export const up = (db: DatabaseSync): void => {
  db.exec(`
    CREATE TABLE credentials (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL UNIQUE COLLATE NOCASE,
      type TEXT NOT NULL,
      hosts TEXT NOT NULL,
      fields TEXT NOT NULL,
      key_id TEXT NOT NULL,
      sealed BLOB NOT NULL,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE workflow_credentials (
      workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
      reference TEXT NOT NULL,
      PRIMARY KEY (workflow_id, reference)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX workflow_credentials_reference ON workflow_credentials (reference);

    INSERT OR IGNORE INTO workflow_credentials
      SELECT w.id, part.value FROM workflows AS w
        JOIN workflow_versions AS v ON v.workflow_id = w.id AND v.version = w.version,
        json_tree(v.document, '$.nodes') AS part
      WHERE part.key = 'credential' AND part.type = 'text' AND part.value <> '';
  `)
}
