import type { DatabaseSync } from 'node:sqlite'
import type { LogEntry } from '@llamanexus/engine'
import type { LoadPayloads } from './blobs.ts'
import { fromSegment } from './segments.ts'

/** Rows asked for at once. */
const ROWS = 16
/** A piece is handed over once it weighs this much, in UTF-16 units of JSON. */
const PIECE_WEIGHT = 1024 * 1024

/** Durable entries with `seq` above `after`, in order, in pieces of bounded size. */
export type ReadLog = (executionId: string, after: number) => AsyncIterable<readonly LogEntry[]>

interface Row {
  last_seq: number
  size: number
  body: string
}

export const createLogReader = (db: DatabaseSync, loadPayloads: LoadPayloads): ReadLog => {
  // Asked for again from where the last piece ended, so that no read transaction stays open between two pieces.
  const select = db.prepare(
    `SELECT last_seq, size, body FROM log_segments WHERE execution_id = ? AND last_seq > ? ORDER BY last_seq LIMIT ${ROWS}`,
  )
  return async function* (executionId, after) {
    let read = after
    for (;;) {
      const rows = select.all(executionId, read) as unknown as Row[]
      if (rows.length === 0) return
      const piece = rows.slice(0, rowsInPiece(rows))
      const payload = await loadPayloads(piece.map(({ body }) => body))
      const entries = piece.flatMap(({ body }) => fromSegment(executionId, body, payload))
      yield entries[0] && entries[0].seq <= read ? entries.filter(({ seq }) => seq > after) : entries
      read = piece.at(-1)?.last_seq ?? read
    }
  }
}

/** At least one, and no more than a piece may weigh. */
const rowsInPiece = (rows: readonly Row[]): number => {
  let weight = 0
  const full = rows.findIndex(({ size }) => {
    weight += size
    return weight >= PIECE_WEIGHT
  })
  return full < 0 ? rows.length : full + 1
}
