import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { JsonValue } from '@llamanexus/workflow'
import type { Batch, RunWrites } from './batch.ts'
import { type Blob, packBlob } from './blobs.ts'
import { toExecutionChange, toExecutionRow } from './execution_row.ts'
import { isLong } from './long_json.ts'
import { longIn, type Packing, type Payload, packLong } from './payload.ts'
import { type Segment, toSegments } from './segments.ts'
import type { ExecutionRow } from './tables.ts'
import { transaction } from './transaction.ts'

/** Writes a batch in one transaction. Answers a promise only where a large payload is to be packed first. */
export type WriteBatch = (batch: Batch) => void | Promise<void>

interface PackedRun {
  id: string
  created: ExecutionRow | undefined
  change: Partial<ExecutionRow> | undefined
  segments: Segment[]
  payloads: Set<string>
}

interface PackedBatch {
  runs: PackedRun[]
  signals: Batch['signals']
  taken: Batch['taken']
}

export const createBatchWriter = (db: DatabaseSync): WriteBatch => {
  const put = createRowWriter(db)
  const write = (packed: PackedBatch, blobs: readonly Blob[]): void =>
    transaction(db, () => {
      for (const blob of blobs) put.blob(blob)
      for (const run of packed.runs) put.run(run)
      for (const { execution_id, signal } of packed.signals)
        put.signal(execution_id, signal.name, signal.data)
      for (const row of packed.taken) put.taken(row)
    })
  const finish = (batch: Batch, packing: BatchPacking): void | Promise<void> => {
    const packed = pack(batch, packing)
    if (packing.payloads.size === 0) return write(packed, [])
    return Promise.all(Array.from(packing.payloads.values(), packBlob)).then((blobs) => write(packed, blobs))
  }
  return (batch) => {
    const packing = packingOf(batch)
    const long = Array.from(batch.runs, ([id, run]) => [id, longOf(run)] as const)
    if (long.every(([, values]) => values.length === 0)) return finish(batch, packing)
    return packAllLong(long, packing).then(() => finish(batch, packing))
  }
}

/** The large payloads of a batch by their hash, and for each run what it keeps of them. */
interface BatchPacking {
  payloads: Map<string, Payload>
  runs: Map<string, Packing & { own: Set<string> }>
}

const packingOf = ({ runs }: Batch): BatchPacking => {
  const payloads = new Map<string, Payload>()
  const packingOfRun = () => {
    const own = new Set<string>()
    const keep = (payload: Payload) => {
      payloads.set(payload.hash, payload)
      own.add(payload.hash)
    }
    return { own, keep, known: new Map() }
  }
  return { payloads, runs: new Map(Array.from(runs.keys(), (id) => [id, packingOfRun()])) }
}

const longOf = ({ created, update, entries }: RunWrites): JsonValue[] => {
  const long = entries.flatMap(longIn)
  for (const value of [created?.trigger_data, created?.final_output, update?.final_output])
    if (value !== undefined && isLong(value)) long.push(value)
  return long
}

const packAllLong = async (
  long: readonly (readonly [string, JsonValue[]])[],
  packing: BatchPacking,
): Promise<void> => {
  for (const [id, values] of long) {
    const own = packing.runs.get(id)
    if (own) await packLong(values, own)
  }
}

/** Makes rows of a batch. */
const pack = ({ runs, signals, taken }: Batch, packings: BatchPacking): PackedBatch => ({
  runs: Array.from(packings.runs, ([id, packing]) => {
    const { created, update, entries } = runs.get(id) ?? { entries: [] }
    return {
      id,
      created: created && toExecutionRow(created, packing),
      change: update && toExecutionChange(update, packing),
      segments: toSegments(entries, packing),
      payloads: packing.own,
    }
  }),
  signals,
  taken,
})

/**
 * The statements. A row that belongs to a run is written only where the run exists: one that was removed meanwhile
 * must not make the transaction fail for all others.
 */
const createRowWriter = (db: DatabaseSync) => {
  const whereRunExists = 'WHERE EXISTS (SELECT 1 FROM executions WHERE id = ?)'
  const blob = db.prepare(
    'INSERT OR IGNORE INTO blobs (hash, codec, size, stored_size, body) VALUES (?, ?, ?, ?, ?)',
  )
  const execution = db.prepare(
    `INSERT INTO executions (${executionColumns.join(', ')}) VALUES (${executionColumns.map(() => '?').join(', ')})`,
  )
  const segmentColumns = 'execution_id, first_seq, last_seq, size, body'
  const segment = db.prepare(
    `INSERT INTO log_segments (${segmentColumns}) SELECT ?, ?, ?, ?, ? ${whereRunExists}`,
  )
  const firstSegment = db.prepare(`INSERT INTO log_segments (${segmentColumns}) VALUES (?, ?, ?, ?, ?)`)
  const reference = db.prepare(
    `INSERT OR IGNORE INTO blob_refs (execution_id, hash) SELECT ?, ? ${whereRunExists}`,
  )
  const signal = db.prepare(`INSERT INTO signals (execution_id, name, data) SELECT ?, ?, ? ${whereRunExists}`)
  const takeSignal = db.prepare('DELETE FROM signals WHERE n = ?')
  const change = createChangeWriter(db)
  const ending = createEndingWriter(db)
  return {
    blob: ({ hash, codec, size, body }: Blob) => blob.run(hash, codec, size, body.length, body),
    run: (run: PackedRun) => {
      const { id, created } = run
      if (created) execution.run(...executionColumns.map((column) => created[column]))
      if (run.change) change(id, run.change)
      for (const { first_seq, last_seq, size, body } of run.segments) {
        if (created) firstSegment.run(id, first_seq, last_seq, size, body)
        else segment.run(id, first_seq, last_seq, size, body, id)
      }
      for (const hash of run.payloads) reference.run(id, hash, id)
      if (ENDED.has((run.change?.status ?? created?.status) as string)) ending(id)
    },
    signal: (id: string, name: string, data: unknown) => signal.run(id, name, JSON.stringify(data), id),
    taken: (row: number) => takeSignal.run(row),
  }
}

/** Few combinations of columns occur; each is prepared once. */
const createChangeWriter = (db: DatabaseSync) => {
  const statements = new Map<string, StatementSync>()
  return (id: string, change: Partial<ExecutionRow>): void => {
    const columns = executionColumns.filter((column) => change[column] !== undefined)
    if (columns.length === 0) return
    const assignments = columns.map((column) => `${column} = ?`).join(', ')
    let statement = statements.get(assignments)
    if (!statement) {
      statement = db.prepare(`UPDATE executions SET ${assignments} WHERE id = ?`)
      statements.set(assignments, statement)
    }
    statement.run(...columns.map((column) => change[column] ?? null), id)
  }
}

const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled'])

/** Notes the end of a run where an active workflow listens for events, so that no end is lost to a crash. */
const createEndingWriter = (db: DatabaseSync) => {
  const insert = db.prepare(
    `INSERT INTO run_endings (execution_id, workflow_id, status, at)
     SELECT id, workflow_id, status, coalesce(completed_at, started_at) FROM executions
     WHERE id = ? AND until_node IS NULL AND EXISTS (
       SELECT 1 FROM workflow_types AS t JOIN workflows AS w ON w.id = t.workflow_id
       WHERE t.node_type = 'event_listener' AND w.is_active = 1
     ) ON CONFLICT DO NOTHING`,
  )
  return (id: string): void => void insert.run(id)
}

const executionColumns = [
  'id',
  'workflow_id',
  'workflow_version',
  'status',
  'source',
  'started_at',
  'completed_at',
  'wake_at',
  'recoveries',
  'control',
  'trigger_node',
  'until_node',
  'parent_id',
  'error',
  'trigger_data',
  'final_output',
] as const satisfies readonly (keyof ExecutionRow)[]
