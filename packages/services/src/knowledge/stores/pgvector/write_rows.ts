import type { DocumentChunk } from '@llamanexus/node-sdk'
import type { UpsertJob, Written } from '../../collection_store.ts'
import type { PreparedChunk, WriteJob } from '../../database/jobs.ts'
import { modelMismatch } from '../../model_mismatch.ts'
import { plainChunk } from '../../plain_chunk.ts'
import { keyOf } from '../key_of.ts'
import { tidyJson } from '../tidy_json.ts'
import { type Entry, entryOf } from './attach_tables.ts'
import type { Run } from './connections.ts'
import { countDocumentRows } from './count_document_rows.ts'
import { pgText, type Tables } from './tables.ts'

export interface WriteRows extends UpsertJob {
  tables: Tables
  /** ISO 8601. */
  time: string
  prepare(job: WriteJob): Promise<PreparedChunk[]>
}

interface Prepared {
  chunk: DocumentChunk
  prepared: PreparedChunk
}

/** Chunks of one statement: between two such pieces a call can be cancelled and tells how far it is. */
const PIECE = 128

/** Writes chunks, all in the transaction of `run`. Another writer of the same collection waits for its end. */
export async function writeRows(run: Run, job: WriteRows): Promise<Written> {
  const { tables, collection, chunks, vectors, time, onProgress } = job
  const entry = await entryOf(run, tables, collection.name, 'FOR UPDATE')
  const change = { chunks: 0, terms: 0 }
  const documents = new Set<string>()
  const given = new Set<string>()
  const touched = new Set<string>()
  let { dimensions } = entry
  for (let at = 0; at < chunks.length; at += PIECE) {
    const piece = chunks.slice(at, at + PIECE).map(plainChunk)
    const prepared = await job.prepare({ chunks: piece, vectors: vectors?.slice(at, at + PIECE) })
    const rows = new Map(
      piece.map((chunk, n) => [keyOf(pgText(chunk.id)), { chunk, prepared: prepared[n] as PreparedChunk }]),
    )
    dimensions = await withDimensions(run, job, { ...entry, dimensions }, [...rows.values()])
    gone(change, touched, await deleteRows(run, tables, 'key = ANY($1::uuid[])', [[...rows.keys()]]))
    await insertRows(run, tables, rows)
    change.chunks += rows.size
    for (const [key, { chunk, prepared }] of rows) {
      change.terms += prepared.length
      given.add(key)
      documents.add(keyOf(pgText(chunk.document_id)))
    }
    onProgress(Math.min(chunks.length, at + PIECE))
  }
  if (job.replace_documents) {
    const others = 'document_key = ANY($1::uuid[]) AND NOT key = ANY($2::uuid[])'
    gone(change, touched, await deleteRows(run, tables, others, [[...documents], [...given]]))
  }
  await countDocumentRows(run, tables, new Set([...touched, ...documents]), time)
  await countEntry(run, tables, change)
  return { chunks: given.size, documents: documents.size, dimensions }
}

/** Rows that were deleted, with what has to be counted anew. */
export interface Deleted {
  row: number
  document_key: string
  length: number
}

/** Deletes chunks and their terms. */
export async function deleteRows(
  run: Run,
  tables: Tables,
  where: string,
  values: readonly unknown[],
): Promise<Deleted[]> {
  const found = (await run(
    `DELETE FROM ${tables.chunks} AS chunks WHERE ${where} RETURNING row, document_key, length`,
    values,
  )) as unknown as Deleted[]
  if (found.length > 0)
    await run(`DELETE FROM ${tables.terms} WHERE row = ANY($1::bigint[])`, [found.map(({ row }) => row)])
  return found
}

/** Brings the counts of the collection in line. */
export async function countEntry(
  run: Run,
  tables: Tables,
  change: { chunks: number; terms: number },
): Promise<void> {
  await run(
    `UPDATE ${tables.registry} SET chunks = chunks + $2, terms = terms + $3,
       documents = (SELECT count(*) FROM ${tables.documents}) WHERE name = $1`,
    [tables.name, change.chunks, change.terms],
  )
}

export function gone(
  change: { chunks: number; terms: number },
  touched: Set<string>,
  rows: readonly Deleted[],
): void {
  for (const { document_key, length } of rows) {
    change.chunks -= 1
    change.terms -= length
    touched.add(document_key)
  }
}

/** The first vector says how many dimensions the others have to have. */
async function withDimensions(
  run: Run,
  { tables, collection }: WriteRows,
  { model, dimensions }: Entry,
  rows: readonly Prepared[],
): Promise<number> {
  const sizes = new Set(rows.flatMap(({ prepared: { vector } }) => (vector ? [vector.byteLength / 4] : [])))
  const [given = dimensions] = sizes
  if (collection.model !== model || sizes.size > 1 || (dimensions > 0 && given !== dimensions))
    throw modelMismatch(
      { name: collection.name, model, dimensions },
      { model: collection.model, dimensions: given },
    )
  if (given === dimensions) return dimensions
  await run(`ALTER TABLE ${tables.chunks} ALTER COLUMN embedding TYPE vector(${Math.trunc(given)})`)
  await run(`UPDATE ${tables.registry} SET dimensions = $2 WHERE name = $1`, [tables.name, given])
  return given
}

async function insertRows(run: Run, tables: Tables, rows: ReadonlyMap<string, Prepared>): Promise<void> {
  const all = [...rows]
  const column = (value: (row: Prepared, key: string) => unknown) => all.map(([key, row]) => value(row, key))
  const made = await run(
    `INSERT INTO ${tables.chunks}
       (key, document_key, id, document_id, position, text_start, text_end, length, metadata, text, embedding)
     SELECT key, document_key, id, document_id, position, text_start, text_end, length, metadata, text, embedding::vector
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::integer[],
       $9::jsonb[], $10::text[], $11::text[])
       AS given (key, document_key, id, document_id, position, text_start, text_end, length, metadata, text, embedding)
     RETURNING row, key`,
    [
      column((_, key) => key),
      column(({ chunk }) => keyOf(pgText(chunk.document_id))),
      column(({ chunk }) => pgText(chunk.id)),
      column(({ chunk }) => pgText(chunk.document_id)),
      column(({ chunk }) => chunk.index),
      column(({ chunk }) => chunk.start),
      column(({ chunk }) => chunk.end),
      column(({ prepared }) => prepared.length),
      column(({ chunk }) => JSON.stringify(tidyJson(chunk.metadata, pgText))),
      column(({ chunk }) => pgText(chunk.text)),
      column(({ prepared: { vector } }) => vector && vectorText(vector)),
    ],
  )
  const places = new Map(made.map(({ row, key }) => [key as string, row]))
  const terms = all.flatMap(([key, { prepared }]) =>
    prepared.terms.map(([term, hits]) => ({ term, row: places.get(key), hits, length: prepared.length })),
  )
  await run(
    `INSERT INTO ${tables.terms} (term, row, hits, length)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::integer[], $4::integer[])`,
    [
      terms.map(({ term }) => term),
      terms.map(({ row }) => row),
      terms.map(({ hits }) => hits),
      terms.map(({ length }) => length),
    ],
  )
}

/** `[0.1,0.2]`; nine digits say a 32-bit float exactly. */
export function vectorText(blob: Uint8Array): string {
  const floats = new Float32Array(blob.slice().buffer)
  return `[${Array.from(floats, (part) => Number(part.toPrecision(9))).join(',')}]`
}
