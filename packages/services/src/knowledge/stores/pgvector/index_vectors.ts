import { EXACT_BELOW } from '../exact_below.ts'
import type { Entry } from './attach_tables.ts'
import type { Run } from './connections.ts'
import type { Tables } from './tables.ts'

/** What an index of vectors takes. */
const MAX_DIMENSIONS = 2000
/** The most that pgvector looks at for one search through an index. */
const MAX_LOOKED_AT = 1000

/** Makes the index of vectors (HNSW, cosine) once a collection is large. */
export async function indexWhenLarge(run: Run, tables: Tables, from: number = EXACT_BELOW): Promise<boolean> {
  const [entry] = await run(
    `SELECT chunks, dimensions, is_indexed FROM ${tables.registry} WHERE name = $1 FOR UPDATE`,
    [tables.name],
  )
  const { chunks, dimensions, is_indexed } = (entry ?? {}) as unknown as Entry
  if (!entry || is_indexed || chunks < from || dimensions === 0 || dimensions > MAX_DIMENSIONS) return false
  const [has] = await run(
    `SELECT string_to_array(extversion, '.')::int[] >= '{0,8}' AS enough FROM pg_extension WHERE extname = 'vector'`,
  )
  // Before 0.8 a search with a filter finds too few through an index.
  if (!has?.['enough']) return false
  await run(
    `CREATE INDEX IF NOT EXISTS ${tables.index.bare} ON ${tables.chunks} USING hnsw (embedding vector_cosine_ops)`,
  )
  await run(`UPDATE ${tables.registry} SET is_indexed = true WHERE name = $1`, [tables.name])
  return true
}

/** How thoroughly the index is looked through: beyond what it takes, all vectors are compared after all. */
export async function lookThroughIndex(run: Run, { is_indexed }: Entry, limit: number): Promise<void> {
  if (!is_indexed) return
  if (limit > MAX_LOOKED_AT) {
    await run('SET LOCAL enable_indexscan = off')
    return
  }
  await run(
    `SELECT set_config('hnsw.ef_search', $1, true), set_config('hnsw.iterative_scan', 'strict_order', true)`,
    [String(Math.max(200, limit))],
  )
}
