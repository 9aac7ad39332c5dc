import type { Run } from './connections.ts'
import type { Tables } from './tables.ts'

interface Counted {
  key: string
  id: string
  source: string
  title: string
  chunks: number
  characters: number
}

/** Brings what is known of documents in line with their chunks. */
export async function countDocumentRows(
  run: Run,
  { chunks, documents }: Tables,
  keys: ReadonlySet<string>,
  time: string,
): Promise<void> {
  const found = (await run(
    `SELECT document_key AS key, min(document_id) AS id, count(*) AS chunks, sum(char_length(text)) AS characters,
       coalesce((array_agg(metadata ->> 'source' ORDER BY position, row))[1], '') AS source,
       coalesce((array_agg(metadata ->> 'title' ORDER BY position, row))[1], '') AS title
     FROM ${chunks} WHERE document_key = ANY($1::uuid[]) GROUP BY document_key`,
    [[...keys]],
  )) as unknown as Counted[]
  const left = new Set(found.map(({ key }) => key))
  const empty = [...keys].filter((key) => !left.has(key))
  if (empty.length > 0) await run(`DELETE FROM ${documents} WHERE key = ANY($1::uuid[])`, [empty])
  const column = (value: (each: Counted) => unknown) => found.map(value)
  await run(
    `INSERT INTO ${documents} (key, id, source, title, folded, chunks, characters, created_at, updated_at)
     SELECT *, $8::text, $8::text
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])
     ON CONFLICT (key) DO UPDATE SET source = excluded.source, title = excluded.title, folded = excluded.folded,
       chunks = excluded.chunks, characters = excluded.characters, updated_at = excluded.updated_at`,
    [
      column(({ key }) => key),
      column(({ id }) => id),
      column(({ source }) => source),
      column(({ title }) => title),
      column(({ source, title }) => `${source}\n${title}`.toLowerCase()),
      column((each) => each.chunks),
      column(({ characters }) => characters),
      time,
    ],
  )
}
