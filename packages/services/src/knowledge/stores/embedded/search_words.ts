import type { DatabaseSync } from 'node:sqlite'
import { rarity, SATURATION } from '../../bm25.ts'
import type { Condition } from './filter_sql.ts'

export interface WordSearch {
  collection: number
  terms: readonly string[]
  /** Chunks of the collection. */
  total: number
  condition?: Condition
  limit: number
}

/**
 * The rows that hold any of the terms, best first by BM25, each with its share of the most that these terms can reach in
 * this collection: 1 is a text that says nothing else.
 */
export function searchWords(db: DatabaseSync, search: WordSearch): Map<number, number> {
  const { collection, terms, total, condition, limit } = search
  const table = `words_${collection}`
  const held = holdersOf(db, collection, terms)
  const rare = [...held.values()].map((holders) => rarity(total, holders))
  const most = rare.reduce((sum, each) => sum + each * SATURATION, 0)
  if (most === 0) return new Map()
  // Terms are letters, marks and digits: in quotes there is nothing that the query language reads otherwise.
  const match = [...held.keys()].map((term) => `"${term}"`).join(' OR ')
  const from = condition ? `${table} JOIN chunks ON chunks.row = ${table}.rowid` : table
  const rows = db
    .prepare(
      `SELECT ${table}.rowid AS row, bm25(${table}) AS score FROM ${from}
       WHERE ${table} MATCH ? ${condition ? `AND ${condition.sql}` : ''} ORDER BY score, row LIMIT ?`,
    )
    .all(match, ...(condition?.values ?? []), limit) as { row: number; score: number }[]
  return new Map(rows.map(({ row, score }) => [row, Math.min(1, -score / most)]))
}

/** By term, in how many chunks it stands; only those that stand in any. */
export function holdersOf(
  db: DatabaseSync,
  collection: number,
  terms: readonly string[],
): Map<string, number> {
  const find = db.prepare(`SELECT doc FROM holders_${collection} WHERE term = ?`)
  return new Map(
    terms.flatMap((term): [string, number][] => {
      const holders = Number(find.get(term)?.['doc'] ?? 0)
      return holders > 0 ? [[term, holders]] : []
    }),
  )
}
