import { NodeError, type StoreCheck } from '@llamanexus/node-sdk'
import { LEXICAL } from '../../../lexical/index.ts'
import type { Counts, PlacedCollection } from '../../collection_store.ts'
import { modelMismatch } from '../../model_mismatch.ts'
import { storeForeign, storeMissing } from '../store_failures.ts'
import type { Run } from './connections.ts'
import { createRegistry, createTables, type Tables } from './tables.ts'

/** What the tables hold, for those that are to read them. A newer release says so by another number. */
const FORMAT = 1

export interface Entry extends Counts {
  model: string
  dimensions: number
  /** Terms of all chunks. */
  terms: number
  is_indexed: boolean
}

/** Makes the tables of a new collection, or finds those of ours that are there. */
export async function attachTables(
  run: Run,
  tables: Tables,
  { name, model, dimensions }: Pick<PlacedCollection, 'name' | 'dimensions'> & { model?: string },
  time: string,
): Promise<{ model: string; dimensions: number; is_new: boolean }> {
  // Two that make the registry at once would be in each other's way.
  await run("SELECT pg_advisory_xact_lock(hashtext('llamanexus_collections'))")
  const found = await entryIn(run, tables)
  if (found) {
    if (model !== undefined && model !== found.model)
      throw modelMismatch({ name, ...found }, { model, dimensions })
    return { model: found.model, dimensions: found.dimensions, is_new: false }
  }
  await refuseForeign(run, tables)
  await ensureVector(run)
  await run(createRegistry(tables))
  for (const sql of createTables(tables)) await run(sql)
  const made = { model: model ?? LEXICAL.id, dimensions: 0 }
  await run(
    `INSERT INTO ${tables.registry} (name, format, collection, model, dimensions, documents, chunks, terms, is_indexed, created_at)
     VALUES ($1, $2, $3, $4, 0, 0, 0, 0, false, $5)`,
    [tables.name, FORMAT, name, made.model, time],
  )
  return { ...made, dimensions, is_new: true }
}

export async function checkPlace(run: Run, tables: Tables): Promise<StoreCheck> {
  const [server] = await run(
    `SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding,
       (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS vector,
       EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') AS available`,
  )
  if (!server?.['vector'] && !server?.['available']) throw withoutPgvector()
  const found = await entryIn(run, tables)
  if (!found) await refuseForeign(run, tables)
  const vector = server['vector']
    ? `pgvector ${server['vector']}`
    : 'pgvector, which is made an extension with the collection'
  const { model, dimensions, documents, chunks } = found ?? {}
  return {
    server: `Postgres ${server['version']} with ${vector}`,
    ...(found && { holds: { model, dimensions, documents, chunks } as StoreCheck['holds'] }),
  }
}

export async function countsOf(run: Run, tables: Tables, { name }: { name: string }): Promise<Counts> {
  const { documents, chunks } = await entryOf(run, tables, name)
  return { documents, chunks }
}

export async function dropTables(run: Run, tables: Tables): Promise<void> {
  if (!(await entryIn(run, tables))) return
  await run(`DROP TABLE IF EXISTS ${tables.terms}, ${tables.documents}, ${tables.chunks}`)
  await run(`DELETE FROM ${tables.registry} WHERE name = $1`, [tables.name])
}

/** What is known of the collection; `FOR UPDATE` makes other writers wait. Throws `store_missing`. */
export async function entryOf(
  run: Run,
  tables: Tables,
  name: string,
  lock: '' | 'FOR UPDATE' = '',
): Promise<Entry> {
  const entry = await entryIn(run, tables, lock)
  if (entry) return entry
  throw storeMissing(name, `the table ${tables.name} in Postgres`)
}

async function entryIn(run: Run, tables: Tables, lock = ''): Promise<Entry | undefined> {
  const [is] = await run('SELECT to_regclass($1) IS NOT NULL AS there', [tables.registry])
  if (!is?.['there']) return undefined
  const [row] = await run(
    `SELECT format, model, dimensions, documents, chunks, terms, is_indexed FROM ${tables.registry} WHERE name = $1 ${lock}`,
    [tables.name],
  )
  if (row && row['format'] !== FORMAT)
    throw storeForeign(`The table ${tables.name} was written by a newer release`)
  return row as Entry | undefined
}

async function refuseForeign(run: Run, tables: Tables): Promise<void> {
  for (const table of [tables.chunks, tables.terms, tables.documents]) {
    const [is] = await run('SELECT to_regclass($1) IS NOT NULL AS there', [table])
    if (is?.['there']) throw storeForeign(`There is a table ${table} already, and it is none of a collection`)
  }
}

async function ensureVector(run: Run): Promise<void> {
  const [found] = await run(
    `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') AS made,
       EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') AS available`,
  )
  if (found?.['made']) return
  if (!found?.['available']) throw withoutPgvector()
  try {
    await run('CREATE EXTENSION vector')
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    throw new NodeError('store_refused', 'The user may not make pgvector an extension of this database', {
      field: 'store',
      hint: 'Let an administrator of the database run: CREATE EXTENSION vector;',
      retryable: false,
      cause: error,
    })
  }
}

const withoutPgvector = (): NodeError =>
  new NodeError('store_refused', 'This Postgres has no pgvector', {
    field: 'store',
    hint: 'Install the package of pgvector on its machine, such as postgresql-17-pgvector, or use a Postgres that has it.',
    retryable: false,
  })
