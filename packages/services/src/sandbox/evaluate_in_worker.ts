import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { WorkerPool } from '../workers/worker_pool.ts'
import { columnsOf } from './columns.ts'
import type { Chunk, EvaluationLimits, Outcome, Program, SeriesScope } from './evaluator.ts'
import type { ExpressionJob } from './expression_worker.ts'
import { bind, type Prepared } from './prepare.ts'
import { project, type Reads } from './project.ts'

/** QuickJS ends itself at the deadline; only what does not look at it is ended with its thread, this much later. */
const GRACE_MS = 500
/** Text of one chunk: some milliseconds of work on either side, so that neither thread is held up for long. */
const CHUNK_CHARS = 128 << 10
const FIRST_CHUNK = 1000
const MAX_CHUNK = 8000
const CHUNKS_AHEAD = 2

export function evaluateInWorker(
  pool: WorkerPool,
  evaluation: { program: Program; scope: string },
  limits: EvaluationLimits,
  signal?: AbortSignal,
): Promise<Outcome> {
  const options = { timeout_ms: limits.timeout_ms + GRACE_MS, signal }
  return pool.use(options, (call) => {
    const job: ExpressionJob = { kind: 'evaluate', ...evaluation, limits }
    return call(job) as Promise<Outcome>
  })
}

/** Streams the items through one worker in chunks; answers the outcome of each, up to the first that failed. */
export function evaluateSeries(
  pool: WorkerPool,
  series: { prepared: Prepared; items: readonly JsonValue[]; scope: JsonObject },
  limits: EvaluationLimits,
  signal?: AbortSignal,
): Promise<Outcome[]> {
  const { prepared, items, scope } = series
  const options = { timeout_ms: limits.timeout_ms + GRACE_MS, signal }
  return pool.use(options, async (call) => {
    const ends = performance.now() + limits.timeout_ms
    const left = () => ({ ...limits, timeout_ms: Math.max(1, ends - performance.now()) })
    const ask = (job: ExpressionJob, transfer?: ArrayBuffer[]) => call(job, transfer) as Promise<Outcome>
    const { program, json } = bind(prepared, scope, ['item', 'index', 'items'])
    const shared: SeriesScope = {
      scope: json,
      items: program.names.includes('items') ? await stringifyInPieces(items) : '',
      careful: prepared.mutates,
    }
    const outcomes = [await ask({ kind: 'begin', program, shared, limits: left() })]
    if (!outcomes[0]?.ok) return outcomes
    outcomes.length = 0
    const open: Promise<Outcome>[] = []
    for (const chunk of chunksOf(items, prepared)) {
      const transfer = 'columns' in chunk ? [chunk.columns.numbers] : []
      open.push(ask({ kind: 'each', chunk, limits: left() }, transfer))
      if (open.length <= CHUNKS_AHEAD) await nextTurn()
      else if (!take(outcomes, await open.shift())) break
    }
    const rest = await Promise.all(open)
    for (const outcome of rest) if (!take(outcomes, outcome)) break
    await ask({ kind: 'end' })
    return outcomes
  })
}

/** False where the series has failed; what comes after a failure is dropped. */
function take(outcomes: Outcome[], outcome: Outcome | undefined): boolean {
  if (!outcome || outcomes.at(-1)?.ok === false) return false
  outcomes.push(outcome)
  return outcome.ok
}

function* chunksOf(items: readonly JsonValue[], prepared: Prepared): Generator<Chunk> {
  const reads: Reads = prepared.roots.includes('item') ? prepared.reads('item') : new Map()
  let size = FIRST_CHUNK
  for (let first = 0; first < items.length; ) {
    const part = items.slice(first, first + size)
    const columns = prepared.mutates ? undefined : columnsOf(part, reads)
    if (columns) {
      yield { columns, first, count: part.length }
      size = grown(size, part.length, columns.numbers.byteLength + columns.lists.length)
    } else {
      const rows = JSON.stringify(part.map((item) => project(item, reads)))
      yield { rows, first, count: part.length }
      size = grown(size, part.length, rows.length)
    }
    first += part.length
  }
}

/** As many items as fit into one chunk, going by the last one. */
const grown = (size: number, count: number, chars: number): number =>
  Math.max(1, Math.min(size * 4, MAX_CHUNK, Math.floor((count * CHUNK_CHARS) / Math.max(1, chars))))

async function stringifyInPieces(items: readonly JsonValue[]): Promise<string> {
  const pieces: string[] = []
  for (let first = 0; first < items.length; first += FIRST_CHUNK) {
    pieces.push(JSON.stringify(items.slice(first, first + FIRST_CHUNK)).slice(1, -1))
    await nextTurn()
  }
  return `[${pieces.join()}]`
}

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
