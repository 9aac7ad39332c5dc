import type { ExecutionRecord, ExecutionUpdate, Journal, LogEntry, StoredSignal } from '@llamanexus/engine'
import type { Workflow } from '@llamanexus/workflow'

type Write =
  | { kind: 'create'; id: string; record: ExecutionRecord }
  | { kind: 'append'; id: string; entries: LogEntry[]; taken: readonly number[] }
  | { kind: 'update'; id: string; update: ExecutionUpdate }

interface Disk {
  records: Map<string, ExecutionRecord>
  logs: Map<string, LogEntry[]>
  signals: Map<string, StoredSignal[]>
  workflows: Map<string, Workflow>
}

export interface MemoryJournal extends Journal {
  addWorkflow(workflow: Workflow): void
  readonly commits: number
  record(id: string): ExecutionRecord | undefined
  log(id: string): LogEntry[]
  /** Commits fail with this while it is set. */
  failWith: Error | undefined
  /** The journal that a next process finds. */
  reopen(options?: CrashOptions): MemoryJournal
}

export interface CrashOptions {
  /** Called before each commit, with its number from 1; true: the process dies instead. */
  crashAt?: (commit: number) => boolean
  /** How many of the queued writes reach the disk when it dies; default none. */
  kept?: (queued: number) => number
}

/** A journal in memory that keeps what is committed apart from what is only queued, and can die at a commit. */
export function createMemoryJournal(options: CrashOptions = {}, disk: Disk = newDisk()): MemoryJournal {
  let queued: Write[] = []
  let commits = 0
  let dead = false
  let signalsGiven = Math.max(0, ...[...disk.signals.values()].flat().map(({ id }) => id))
  const journal: MemoryJournal = {
    failWith: undefined,
    addWorkflow: (workflow) => void disk.workflows.set(`${workflow.id}@${workflow.version}`, workflow),
    get commits() {
      return commits
    },
    record: (id) => disk.records.get(id),
    log: (id) => disk.logs.get(id) ?? [],
    reopen: (next) => {
      dead = true
      return createMemoryJournal(next, disk)
    },
    create: (record) => void queued.push({ kind: 'create', id: record.id, record: { ...record } }),
    append: (id, entries, taken = []) =>
      void queued.push({ kind: 'append', id, entries: entries.map(copy), taken: [...taken] }),
    update: (id, update) => void queued.push({ kind: 'update', id, update: { ...update } }),
    commit,
    load: async (id) => {
      const record = disk.records.get(id)
      return record && { ...record }
    },
    workflow: async (id, version) => disk.workflows.get(`${id}@${version}`),
    async *read(id, after = 0) {
      const entries = (disk.logs.get(id) ?? []).filter((entry) => entry.seq > after)
      for (let at = 0; at < entries.length; at += 100) yield entries.slice(at, at + 100)
    },
    due: async (now, limit) =>
      [...disk.records.values()]
        .filter((record) => record.status === 'pending' || record.status === 'running')
        .filter((record) => record.wake_at === null || record.wake_at <= now)
        .slice(0, limit)
        .map((record) => ({ ...record })),
    nextWake: async () => {
      const times = [...disk.records.values()].flatMap((record) => record.wake_at ?? [])
      return times.length > 0 ? Math.min(...times) : null
    },
    signal: async (id, signal) => {
      signalsGiven += 1
      disk.signals.set(id, [...(disk.signals.get(id) ?? []), { ...signal, id: signalsGiven }])
      await commit()
    },
    signals: async (id, name) => {
      const taken = new Set(queued.flatMap((write) => (write.kind === 'append' ? write.taken : [])))
      return (disk.signals.get(id) ?? []).filter((signal) => signal.name === name && !taken.has(signal.id))
    },
  }
  return journal

  async function commit(): Promise<void> {
    if (dead) return new Promise(() => undefined)
    commits += 1
    if (options.crashAt?.(commits)) {
      dead = true
      const kept = options.kept?.(queued.length) ?? 0
      for (const write of queued.slice(0, kept)) perform(disk, write)
      return new Promise(() => undefined)
    }
    // As on a disk: what was queued when the commit was asked for is durable a moment later.
    const upTo = queued.length
    await Promise.resolve()
    if (journal.failWith) throw journal.failWith
    for (const write of queued.splice(0, upTo)) perform(disk, write)
  }
}

function perform(disk: Disk, write: Write): void {
  const { id } = write
  switch (write.kind) {
    case 'create':
      disk.records.set(id, write.record)
      return
    case 'append':
      appendTo(disk, id, write.entries)
      disk.signals.set(
        id,
        (disk.signals.get(id) ?? []).filter((signal) => !write.taken.includes(signal.id)),
      )
      return
    case 'update':
      Object.assign(disk.records.get(id) ?? {}, write.update)
  }
}

function appendTo(disk: Disk, id: string, entries: LogEntry[]): void {
  const log = disk.logs.get(id) ?? []
  for (const entry of entries) {
    if (entry.seq !== log.length + 1) throw new Error(`${id}: entry ${entry.seq} follows ${log.length}`)
    log.push(entry)
  }
  disk.logs.set(id, log)
}

/** A log is read back as other objects than were written. */
const copy = (entry: LogEntry): LogEntry => structuredClone(entry)

const newDisk = (): Disk => ({
  records: new Map(),
  logs: new Map(),
  signals: new Map(),
  workflows: new Map(),
})
