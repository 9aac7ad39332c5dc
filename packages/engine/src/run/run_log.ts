import type { Redaction } from '../engine_types.ts'
import type { LogData, LogEntry, LogType } from '../log.ts'
import type { Clock, ExecutionUpdate, Journal, Observer } from '../ports.ts'
import { redactEntry } from './redact_entry.ts'

/** Entries or bytes that are handed to the journal in one piece. */
const PIECE_ENTRIES = 1_000
const PIECE_BYTES = 1 << 20
/** Past this many pieces that are not durable yet, the run waits for the disk. */
const MAX_PIECES_AHEAD = 8
const RETRY_MS = 100
const MAX_RETRY_MS = 5_000

export interface RunLog {
  add<T extends LogType>(type: T, data: LogData[T], node?: { id: string; path: string }, bytes?: number): void
  /** Has a signal taken in the same commit as the entry that is added next, which records it. */
  take(signalId: number): void
  update(update: ExecutionUpdate): void
  /** Makes everything so far durable and tells the observer; tries again until the journal takes it. */
  commit(): Promise<void>
  /** Entries that are not on their way to the disk yet. */
  readonly pending: number
  /** The run is further ahead of the disk than is good for memory. */
  readonly ahead: boolean
  /** Settles when nothing is on its way any more. */
  idle(): Promise<void>
  seq: number
}

export interface RunLogOptions {
  executionId: string
  journal: Journal
  clock: Clock
  observer: Observer
  seq: number
  redaction: Redaction
  /** Told of each commit that failed; answers whether to try again. */
  onCommitError: (error: unknown) => boolean
}

/** Writes one run's log: in pieces, in order, shown only when durable. */
export function createRunLog(options: RunLogOptions): RunLog {
  const { executionId, journal, clock, observer, redaction, onCommitError } = options
  let entries: LogEntry[] = []
  let taken: number[] = []
  let bytes = 0
  let appended: LogEntry[][] = []
  let chain: Promise<void> = Promise.resolve()
  let onTheWay = 0
  let stamp = { ms: 0, at: '' }
  let seq = options.seq

  return {
    add(type, given, node, size = 0) {
      const data = redaction.is_active ? redactEntry(type, given, redaction) : given
      seq += 1
      const entry: LogEntry = node
        ? { seq, type, execution_id: executionId, node_id: node.id, path: node.path, at: now(), data }
        : { seq, type, execution_id: executionId, at: now(), data }
      entries.push(entry)
      bytes += size + 160
      if (entries.length < PIECE_ENTRIES && bytes < PIECE_BYTES) return
      void commit()
    },
    take: (signalId) => void taken.push(signalId),
    update(update) {
      flush()
      journal.update(executionId, update)
    },
    commit,
    get pending() {
      return entries.length + appended.length
    },
    get ahead() {
      return onTheWay > MAX_PIECES_AHEAD
    },
    idle: () => chain,
    get seq() {
      return seq
    },
    set seq(value) {
      seq = value
    },
  }

  function flush(): void {
    if (entries.length === 0) return
    journal.append(executionId, entries, taken)
    appended.push(entries)
    entries = []
    taken = []
    bytes = 0
  }

  function commit(): Promise<void> {
    flush()
    const batches = appended
    appended = []
    const before = chain
    onTheWay += 1
    chain = show(durable(journal.commit()), before, batches)
    return chain
  }

  async function show(committed: Promise<boolean>, before: Promise<void>, batches: LogEntry[][]) {
    const isDurable = await committed
    await before
    onTheWay -= 1
    if (isDurable) for (const batch of batches) observer.committed(executionId, batch)
  }

  async function durable(first: Promise<void>): Promise<boolean> {
    let attempt = first
    for (let wait = RETRY_MS; ; wait = Math.min(wait * 2, MAX_RETRY_MS)) {
      try {
        await attempt
        return true
      } catch (error) {
        if (!onCommitError(error)) return false
        await new Promise<void>((resolve) => void clock.after(wait, resolve))
        attempt = journal.commit()
      }
    }
  }

  /** Many entries fall into one millisecond; its text is made once. */
  function now(): string {
    const ms = clock.now()
    if (ms !== stamp.ms) stamp = { ms, at: new Date(ms).toISOString() }
    return stamp.at
  }
}
