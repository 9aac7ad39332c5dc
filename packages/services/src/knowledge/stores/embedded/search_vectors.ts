import type { DatabaseSync } from 'node:sqlite'
import { rowsOf } from '../../database/schema.ts'
import { cosine } from '../../vector_blob.ts'
import type { Condition } from './filter_sql.ts'

export interface VectorSearch {
  collection: number
  /** Of length 1. */
  vector: Uint8Array
  condition?: Condition
  limit: number
}

/**
 * The rows nearest to the vector, with their cosines. Every vector that fits the filter is compared: the result is exact.
 * The order comes from 32-bit arithmetic, so a few more are taken and scored again in 64 bits.
 */
export function searchVectors(db: DatabaseSync, search: VectorSearch): Map<number, number> {
  const { collection, vector, condition, limit } = search
  const { first, last } = rowsOf(collection)
  // Where there is a filter it goes first: what does not fit is not compared.
  const from = condition ? 'chunks CROSS JOIN vectors ON vectors.row = chunks.row' : 'vectors'
  const range = `${condition ? 'chunks' : 'vectors'}.row BETWEEN ? AND ?`
  const rows = db
    .prepare(
      `SELECT vectors.row AS row, vec_distance_l2(vectors.embedding, ?) AS distance FROM ${from}
       WHERE ${range} ${condition ? `AND ${condition.sql}` : ''} ORDER BY distance, row LIMIT ?`,
    )
    .all(vector, first, last, ...(condition?.values ?? []), limit + 10) as { row: number }[]
  return cosinesOf(
    db,
    vector,
    rows.map(({ row }) => row),
  )
}

/** The cosines of some rows; without those that have no vector. */
export function cosinesOf(
  db: DatabaseSync,
  vector: Uint8Array,
  rows: readonly number[],
): Map<number, number> {
  const read = db.prepare('SELECT embedding FROM vectors WHERE row = ?')
  return new Map(
    rows.flatMap((row): [number, number][] => {
      const found = read.get(row)
      return found ? [[row, cosine(found['embedding'] as Uint8Array, vector)]] : []
    }),
  )
}
