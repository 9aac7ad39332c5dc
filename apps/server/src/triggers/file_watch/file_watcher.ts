import { stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import type { Clock } from '@llamanexus/engine'
import { watch } from 'chokidar'
import { TriggerProblem, type TriggerProblemInfo } from '../trigger_problem.ts'
import { fileAt, type ScanOptions, scanDirectory } from './scan_directory.ts'
import type { FileChange, Settling } from './settling.ts'
import { unreachable } from './watch_root.ts'

export interface FileWatcherOptions {
  /** Absolute. */
  root: string
  /** As the node names it, for messages. */
  named: string
  scan: ScanOptions
  settling: Settling
  clock: Clock
  /** Milliseconds between two looks through the whole directory, which find what no notice came of. */
  reconcile_ms: number
  /** Makes what was seen and the runs of it durable together; after a failure it is tried again. */
  tell: (changes: readonly FileChange[]) => Promise<void>
  onFailure: (error: unknown) => void
}

export interface FileWatcher {
  problem(): TriggerProblemInfo | undefined
  stop(): Promise<void>
}

/** Notices come in bursts: they are gathered for so long. */
const GATHER_MS = 25
const RETRY_MS = 1_000
/** Runs that are made in one transaction. */
const BATCH = 500

/** Watches a directory: notices of the system say where to look, what is told is what was seen there and has settled. */
export function startFileWatcher(options: FileWatcherOptions): FileWatcher {
  const { root, scan, settling, clock } = options
  const state = {
    stopped: false,
    /** Look through the whole directory with the next turn. */
    all: true,
    working: Promise.resolve(),
    isWorking: false,
    problem: undefined as TriggerProblemInfo | undefined,
  }
  const noticed = new Set<string>()
  let due = Number.POSITIVE_INFINITY
  let cancelTurn = () => {}
  let cancelReconcile = () => {}
  const notices = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignorePermissionErrors: true,
    atomic: false,
    ...(scan.recursive ? {} : { depth: 0 }),
  })
  notices.on('all', (event, path) => notice(event, path))
  // Between the first look and the first notice something may have come.
  notices.on('ready', lookAtAll)
  // Too many watches for the system, or a drive that has none: the regular look finds it all, only later.
  notices.on('error', options.onFailure)
  lookAtAll()
  return {
    problem: () => state.problem,
    async stop() {
      state.stopped = true
      cancelTurn()
      cancelReconcile()
      await notices.close()
      await state.working
    },
  }

  function notice(event: string, path: string): void {
    const inner = relative(root, path)
    if (inner === '' || event === 'addDir' || event === 'unlinkDir') return lookAtAll()
    const slashed = sep === '/' ? inner : inner.replaceAll(sep, '/')
    if (!scan.matches(slashed)) return
    noticed.add(slashed)
    turnAt(clock.now() + GATHER_MS)
  }

  function lookAtAll(): void {
    state.all = true
    turnAt(clock.now() + GATHER_MS)
  }

  function turnAt(time: number): void {
    if (state.stopped || state.isWorking || time >= due) return
    due = time
    cancelTurn()
    cancelTurn = clock.after(Math.max(0, time - clock.now()), () => {
      state.isWorking = true
      state.working = turn()
    })
  }

  async function turn(): Promise<void> {
    due = Number.POSITIVE_INFINITY
    let failed = false
    try {
      if (state.all) await lookThrough()
      await lookAgain()
      state.problem = undefined
    } catch (error) {
      failed = true
      state.all = true
      if (error instanceof TriggerProblem) state.problem = error.info
      else options.onFailure(error)
    }
    state.isWorking = false
    const next = failed
      ? clock.now() + RETRY_MS
      : noticed.size > 0 || state.all
        ? clock.now()
        : settling.nextAt()
    if (next !== undefined) turnAt(next)
  }

  async function lookThrough(): Promise<void> {
    state.all = false
    cancelReconcile()
    cancelReconcile = clock.after(options.reconcile_ms, lookAtAll)
    noticed.clear()
    const { files, unread } = await scanDirectory(root, scan).catch((error: unknown) => {
      throw error instanceof TriggerProblem ? error : unreachable(options.named, error)
    })
    const now = clock.now()
    for (const [path, file] of files) settling.see(path, file, now)
    const isUnread = (path: string) => unread.some((folder) => path.startsWith(`${folder}/`))
    for (const path of settling.known().keys())
      if (!files.has(path) && !isUnread(path)) settling.see(path, undefined, now)
  }

  /** At what was noticed, and once more at what should have settled; then tells what has. */
  async function lookAgain(): Promise<void> {
    const paths = new Set([...noticed, ...settling.ripe(clock.now())])
    noticed.clear()
    let isRootThere: boolean | undefined
    for (const path of paths) {
      const file = await fileAt(root, path)
      // With the directory itself gone, as a drive that was taken out, no file of it counts as deleted.
      if (!file) isRootThere ??= await assertRoot()
      settling.see(path, file, clock.now())
    }
    const changes = settling.settled(clock.now()).filter(({ path }) => paths.has(path))
    for (let start = 0; start < changes.length; start += BATCH) {
      const batch = changes.slice(start, start + BATCH)
      await options.tell(batch)
      settling.accept(batch)
    }
  }

  async function assertRoot(): Promise<true> {
    try {
      await stat(root)
      return true
    } catch (error) {
      throw unreachable(options.named, error)
    }
  }
}
