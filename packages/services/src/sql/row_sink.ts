import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { rowBytes } from './row_bytes.ts'

/** Takes rows as they come; what a query may hold in memory is bounded here. */
export interface RowSink {
  /** Whether another row is wanted; a promise where whoever takes them needs a moment. */
  take(row: JsonObject): boolean | Promise<boolean>
  /**
   * After the last row. Throws `NodeError` `result_too_large` where the rows had more bytes than may be kept, but not of a
   * statement that has written: what it did counts for more, and it is `truncated`.
   */
  end(statement?: { written: boolean }): Promise<{ rows: JsonObject[]; truncated: boolean; taken: number }>
}

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024
/** A piece is handed on when it has as many rows or bytes. */
export const PIECE_ROWS = 500
export const PIECE_BYTES = 1024 * 1024

/** Keeps rows up to both limits. */
export function keepRows(limits: { max_rows: number; max_bytes?: number }): RowSink {
  const { max_rows: maxRows, max_bytes: maxBytes = DEFAULT_MAX_BYTES } = limits
  const rows: JsonObject[] = []
  let bytes = 0
  let truncated = false
  return {
    take(row) {
      bytes += rows.length >= maxRows ? 0 : JSON.stringify(row).length
      truncated ||= rows.length >= maxRows || bytes > maxBytes
      if (!truncated) rows.push(row)
      return !truncated
    },
    async end({ written } = { written: false }) {
      if (bytes > maxBytes && !written) throw tooLarge(maxBytes)
      return { rows, truncated, taken: rows.length }
    },
  }
}

/** Hands rows on in pieces and keeps none. */
export function passRows(onRows: (rows: readonly JsonObject[]) => Promise<void>): RowSink {
  let piece: JsonObject[] = []
  let bytes = 0
  let taken = 0
  const pass = async () => {
    const full = piece
    piece = []
    bytes = 0
    if (full.length > 0) await onRows(full)
    return true
  }
  return {
    take(row) {
      piece.push(row)
      bytes += rowBytes(row)
      taken += 1
      return (piece.length < PIECE_ROWS && bytes < PIECE_BYTES) || pass()
    },
    async end() {
      await pass()
      return { rows: [], truncated: false, taken }
    },
  }
}

const tooLarge = (bytes: number): NodeError =>
  new NodeError('result_too_large', `The rows are more than ${bytes} bytes`, {
    field: 'max_rows',
    hint: 'Select fewer columns or rows, or write the result to a file.',
    retryable: false,
  })
