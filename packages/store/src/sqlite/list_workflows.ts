import type { ExecutionStatus, ExecutionSummary } from '@llamanexus/contract'
import { type Kysely, sql } from 'kysely'
import type { Page, StoredSummary, WorkflowQuery } from '../types.ts'
import { type SummaryRow, summaryColumns, summaryOfRow } from './execution_summary.ts'
import { likeAnywhere, likeInJson } from './like.ts'
import type { Tables } from './tables.ts'

/** Statuses shown beside a workflow. */
const RECENT = 20

/** Three queries, however many workflows there are on the page. */
export const listWorkflows = async (
  query: Kysely<Tables>,
  wanted: WorkflowQuery,
): Promise<Page<StoredSummary>> => {
  const { limit, offset } = wanted
  const found = matching(query, wanted)
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const order = wanted.order ?? (wanted.sort === 'name' ? 'asc' : 'desc')
  const sort =
    wanted.sort === 'name' ? sql`w.name COLLATE NOCASE` : sql.ref(`w.${wanted.sort ?? 'updated_at'}`)
  const rows = await found
    .selectAll('w')
    .orderBy(sort, order)
    .orderBy('w.id', order)
    .limit(limit)
    .offset(offset)
    .execute()
  const recent = await recentRuns(
    query,
    rows.map(({ id }) => id),
  )
  return { items: rows.map((row) => toSummary(row, recent.get(row.id) ?? [])), total, limit, offset }
}

const matching = (query: Kysely<Tables>, { search, tag }: WorkflowQuery) => {
  let found = query.selectFrom('workflows as w')
  if (tag !== undefined) {
    found = found.where('w.id', 'in', (inner) =>
      inner.selectFrom('workflow_tags').where('tag', '=', tag).select('workflow_id'),
    )
  }
  if (search) {
    const text = likeAnywhere(search)
    found = found.where(
      sql<boolean>`(w.name LIKE ${text} ESCAPE '\\' OR w.description LIKE ${text} ESCAPE '\\' OR w.tags LIKE ${likeInJson(search)} ESCAPE '\\')`,
    )
  }
  return found
}

/** The last runs of each workflow, newest first, each list taken from the index by itself. */
const recentRuns = async (
  query: Kysely<Tables>,
  ids: readonly string[],
): Promise<Map<string, ExecutionSummary[]>> => {
  const columns = sql.join(summaryColumns.map((column) => sql.ref(`e.${column}`)))
  const { rows } = await sql<SummaryRow>`
    SELECT ${columns} FROM json_each(${JSON.stringify(ids)}) AS w JOIN executions AS e ON e.n IN (
      SELECT n FROM executions WHERE workflow_id = w.value ORDER BY started_at DESC, n DESC LIMIT ${RECENT}
    ) ORDER BY e.started_at DESC, e.n DESC`.execute(query)
  return Map.groupBy(rows.map(summaryOfRow), ({ workflow_id }) => workflow_id)
}

const toSummary = (row: Tables['workflows'], runs: readonly ExecutionSummary[]): StoredSummary => ({
  id: row.id,
  name: row.name,
  ...(row.description === '' ? {} : { description: row.description }),
  tags: JSON.parse(row.tags) as string[],
  version: row.version,
  is_active: row.is_active === 1,
  created_at: row.created_at,
  updated_at: row.updated_at,
  node_count: row.node_count,
  last_execution: runs[0] ?? null,
  recent: runs.map(({ status }): ExecutionStatus => status).toReversed(),
})
