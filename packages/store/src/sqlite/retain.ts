import type { DatabaseSync } from 'node:sqlite'
import { removeRuns } from './remove_runs.ts'

export interface RetentionLimits {
  max_age_days?: number
  max_count?: number
  /** Of logs and payloads as they are on the disk. */
  max_bytes?: number
}

const DAY_MS = 86_400_000
/** An `Idempotency-Key` is remembered for this long. */
const IDEMPOTENCY_MS = DAY_MS
/** The longest window in which a webhook knows a delivery again. */
const DELIVERY_MS = 7 * DAY_MS

const ENDED = `status IN ('completed', 'failed', 'cancelled')`

/**
 * Removes ended runs past the limits, oldest first, runs of workflows that are gone, and remembered answers and cached
 * values past their time. Never a run that is pending, running or paused. Answers how many runs went.
 */
export const retain = async (db: DatabaseSync, limits: RetentionLimits, now: number): Promise<number> => {
  db.prepare(`DELETE FROM idempotency WHERE created_at < iif(scope LIKE 'delivery:%', ?, ?)`).run(
    now - DELIVERY_MS,
    now - IDEMPOTENCY_MS,
  )
  db.prepare('DELETE FROM cache WHERE expires_at <= ?').run(now)
  // Nobody hears of a run that is gone; such are left where the one who listens cannot.
  db.prepare('DELETE FROM run_endings WHERE execution_id NOT IN (SELECT id FROM executions)').run()
  let removed = await removeRuns(db, (limit) => withoutWorkflow(db, limit))
  if (limits.max_age_days !== undefined) {
    const before = new Date(now - limits.max_age_days * DAY_MS).toISOString()
    removed += await removeRuns(db, (limit) => olderThan(db, before, limit))
  }
  if (limits.max_count !== undefined) {
    const { max_count } = limits
    removed += await removeRuns(db, (limit) => oldestBeyond(db, max_count, limit))
  }
  if (limits.max_bytes !== undefined) {
    const { max_bytes } = limits
    removed += await removeRuns(db, (limit) => oldestOver(db, max_bytes, limit))
  }
  return removed
}

const withoutWorkflow = (db: DatabaseSync, limit: number): string[] =>
  ids(
    db
      .prepare(
        `SELECT id FROM executions e WHERE ${ENDED}
         AND NOT EXISTS (SELECT 1 FROM workflows w WHERE w.id = e.workflow_id) LIMIT ?`,
      )
      .all(limit),
  )

const olderThan = (db: DatabaseSync, before: string, limit: number): string[] =>
  ids(
    db
      .prepare(
        `SELECT id FROM executions WHERE started_at < ?1 AND coalesce(completed_at, started_at) < ?1 AND ${ENDED}
         ORDER BY started_at LIMIT ?2`,
      )
      .all(before, limit),
  )

const oldestBeyond = (db: DatabaseSync, keep: number, limit: number): string[] => {
  const total = Number(db.prepare(`SELECT count(*) AS n FROM executions WHERE ${ENDED}`).get()?.n)
  return ids(
    db
      .prepare(`SELECT id FROM executions WHERE ${ENDED} ORDER BY started_at, n LIMIT ?`)
      .all(Math.max(0, Math.min(limit, total - keep))),
  )
}

/**
 * The oldest runs that together hold what is too much. A payload that several runs share counts with each of them, so
 * one call may name too few; it is asked again until the sum fits.
 */
const oldestOver = (db: DatabaseSync, maxBytes: number, limit: number): string[] => {
  let excess = bytesHeld(db) - maxBytes
  if (excess <= 0) return []
  const named: string[] = []
  for (const { id, bytes } of oldestWithBytes(db, limit)) {
    if (excess <= 0) break
    named.push(id)
    excess -= bytes
  }
  return named
}

const bytesHeld = (db: DatabaseSync): number =>
  Number(
    db
      .prepare(
        `SELECT (SELECT coalesce(sum(octet_length(body)), 0) FROM log_segments)
              + (SELECT coalesce(sum(stored_size), 0) FROM blobs)
              + (SELECT coalesce(sum(octet_length(trigger_data) + octet_length(final_output)), 0) FROM executions) AS bytes`,
      )
      .get()?.bytes,
  )

const oldestWithBytes = (db: DatabaseSync, limit: number): { id: string; bytes: number }[] =>
  db
    .prepare(
      `SELECT id, octet_length(trigger_data) + octet_length(final_output)
         + (SELECT coalesce(sum(octet_length(body)), 0) FROM log_segments WHERE execution_id = e.id)
         + (SELECT coalesce(sum(b.stored_size), 0) FROM blob_refs r JOIN blobs b ON b.hash = r.hash
            WHERE r.execution_id = e.id) AS bytes
       FROM executions e WHERE ${ENDED} ORDER BY started_at, n LIMIT ?`,
    )
    .all(limit) as unknown as { id: string; bytes: number }[]

const ids = (rows: { id?: unknown }[]): string[] => rows.map(({ id }) => String(id))
