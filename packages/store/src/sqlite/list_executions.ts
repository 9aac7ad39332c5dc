import type { ExecutionSummary } from '@llamanexus/contract'
import { type Kysely, sql } from 'kysely'
import type { ExecutionQuery, Page } from '../types.ts'
import { summaryColumns, summaryOfRow } from './execution_summary.ts'
import { likeInJson } from './like.ts'
import type { Tables } from './tables.ts'

/** Newest first, in two queries. The text is looked for in errors and in trigger data of up to 64 KiB. */
export const listExecutions = async (
  query: Kysely<Tables>,
  wanted: ExecutionQuery,
): Promise<Page<ExecutionSummary>> => {
  const { limit, offset } = wanted
  const found = matching(query, wanted)
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await found
    .select(summaryColumns)
    .orderBy('started_at', 'desc')
    .orderBy('n', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
  return { items: rows.map(summaryOfRow), total, limit, offset }
}

const matching = (query: Kysely<Tables>, wanted: ExecutionQuery) => {
  let found = query.selectFrom('executions')
  if (wanted.workflow_id !== undefined) found = found.where('workflow_id', '=', wanted.workflow_id)
  if (wanted.status !== undefined) found = found.where('status', '=', wanted.status)
  if (wanted.source !== undefined) found = found.where('source', '=', wanted.source)
  if (wanted.parent_id !== undefined) found = found.where('parent_id', '=', wanted.parent_id)
  const { trigger } = wanted
  if (trigger !== undefined)
    found = found.where((where) =>
      where.or([where('source', '=', trigger), where('trigger_node', '=', trigger)]),
    )
  if (wanted.from !== undefined) found = found.where('started_at', '>=', asStored(wanted.from))
  if (wanted.to !== undefined) found = found.where('started_at', '<=', asStored(wanted.to))
  if (wanted.search) {
    const text = likeInJson(wanted.search)
    found = found.where(
      sql<boolean>`(error LIKE ${text} ESCAPE '\\' OR trigger_data LIKE ${text} ESCAPE '\\')`,
    )
  }
  return found
}

/** Times are stored in UTC with milliseconds and compared as text; callers may name another zone. */
const asStored = (time: string): string => {
  const ms = Date.parse(time)
  return Number.isNaN(ms) ? time : new Date(ms).toISOString()
}
