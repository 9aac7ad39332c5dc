import type { DatabaseSync } from 'node:sqlite'

/** Brings what is known of documents in line with their chunks. Inside of a transaction. */
export function countDocuments(
  db: DatabaseSync,
  collection: number,
  ids: Iterable<string>,
  time: string,
): void {
  const count = db.prepare(
    'SELECT count(*) AS chunks, sum(length(text)) AS characters FROM chunks WHERE collection = ? AND document_id = ?',
  )
  const first = db.prepare(
    `SELECT coalesce(json_extract(metadata, '$.source'), '') AS source, coalesce(json_extract(metadata, '$.title'), '') AS title
     FROM chunks WHERE collection = ? AND document_id = ? ORDER BY position LIMIT 1`,
  )
  const remove = db.prepare('DELETE FROM documents WHERE collection = ? AND id = ?')
  const put = db.prepare(
    `INSERT INTO documents (collection, id, source, title, chunks, characters, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET source = excluded.source, title = excluded.title, chunks = excluded.chunks,
       characters = excluded.characters, updated_at = excluded.updated_at`,
  )
  for (const id of ids) {
    const { chunks = 0, characters = 0 } = count.get(collection, id) ?? {}
    if (chunks === 0) {
      remove.run(collection, id)
      continue
    }
    const { source = '', title = '' } = first.get(collection, id) ?? {}
    put.run(collection, id, String(source), String(title), chunks, characters, time, time)
  }
}
