import type { LogEntry } from '@llamanexus/engine'
import type { JsonValue } from '@llamanexus/workflow'
import { type Packing, packEntry, unpackEntry } from './payload.ts'

/** A row of the log: a JSON array of entries. Once it weighs this much, the next entry begins a new one. */
const SEGMENT_WEIGHT = 256 * 1024

export interface Segment {
  first_seq: number
  last_seq: number
  /** Length of the JSON when it is read back, payloads included. */
  size: number
  body: string
}

/** Entries as rows, so that a run of hundreds of nodes between two commits is a single insert. */
export const toSegments = (entries: readonly LogEntry[], packing: Packing): Segment[] => {
  const segments: Segment[] = []
  let open: { first_seq: number; size: number; parts: string[] } | undefined
  for (const entry of entries) {
    open ??= { first_seq: entry.seq, size: 0, parts: [] }
    const { json, weight } = packEntry(entry, packing)
    open.parts.push(json)
    open.size += weight
    if (open.size < SEGMENT_WEIGHT && entry !== entries.at(-1)) continue
    segments.push({
      first_seq: open.first_seq,
      last_seq: entry.seq,
      size: open.size,
      body: `[${open.parts.join(',')}]`,
    })
    open = undefined
  }
  return segments
}

/** The entries of a row. */
export const fromSegment = (
  executionId: string,
  body: string,
  payload: (hash: string) => JsonValue,
): LogEntry[] =>
  (JSON.parse(body) as Omit<LogEntry, 'execution_id'>[]).map((entry) =>
    unpackEntry({ ...entry, execution_id: executionId }, payload),
  )
