import type { PathRecord, RunRecords } from './run_records.ts'

export type TimelineRow =
  | { kind: 'node'; key: string; depth: number; record: PathRecord; is_container: boolean }
  /** One iteration; `key` is its prefix: `each[0]/`. */
  | {
      kind: 'frame'
      key: string
      depth: number
      index: number
      status: PathRecord['status']
      records: number
    }

/** The rows of the timeline: nodes in the order they began, iterations below their container where it is unfolded. */
export const timelineRows = (records: RunRecords, unfolded: ReadonlySet<string>): TimelineRow[] => {
  const byFrame = Map.groupBy(records.paths, (path) => path.slice(0, path.lastIndexOf('/') + 1))
  const rows: TimelineRow[] = []

  const addFrame = (prefix: string, depth: number) => {
    for (const path of byFrame.get(prefix) ?? []) {
      const record = records.by_path.get(path)
      if (!record) continue
      const iterations = records.iterations.get(path) ?? 0
      rows.push({ kind: 'node', key: path, depth, record, is_container: iterations > 0 })
      if (iterations > 0 && unfolded.has(path)) addIterations(path, iterations, depth + 1)
    }
  }

  const addIterations = (container: string, count: number, depth: number) => {
    for (let index = 0; index < count; index += 1) {
      const key = `${container}[${index}]/`
      const inside = byFrame.get(key) ?? []
      if (inside.length === 0) continue
      rows.push({
        kind: 'frame',
        key,
        depth,
        index,
        status: frameStatus(inside, records),
        records: inside.length,
      })
      if (unfolded.has(key)) addFrame(key, depth + 1)
    }
  }

  addFrame('', 0)
  return rows
}

/** The time that a row spans, in milliseconds since the epoch. */
export const spanOf = (
  row: TimelineRow,
  records: RunRecords,
): { from: number; to: number | null } | undefined => {
  if (row.kind === 'node') return spanOfRecord(row.record)
  const { iterations: _, by_path: byPath, paths } = records
  let from = Number.POSITIVE_INFINITY
  let to: number | null = 0
  for (const path of paths) {
    if (!path.startsWith(row.key)) continue
    const record = byPath.get(path)
    const span = record && spanOfRecord(record)
    if (!span) continue
    from = Math.min(from, span.from)
    to = to === null || span.to === null ? null : Math.max(to, span.to)
  }
  return from === Number.POSITIVE_INFINITY ? undefined : { from, to }
}

const spanOfRecord = ({ started_at: from, completed_at: to }: PathRecord) =>
  from === null ? undefined : { from, to }

const frameStatus = (paths: readonly string[], records: RunRecords): PathRecord['status'] => {
  const statuses = new Set(paths.map((path) => records.by_path.get(path)?.status))
  return order.find((status) => statuses.has(status)) ?? 'completed'
}

const order = [
  'running',
  'retrying',
  'waiting',
  'failed',
  'cancelled',
  'completed',
  'skipped',
  'pending',
] as const
