import type { Clock } from '@llamanexus/engine'
import type { Firing, Store, WatchedFile } from '@llamanexus/store'
import type { JsonValue } from '@llamanexus/workflow'
import { newId } from '../../new_id.ts'
import type { Dispatcher } from '../dispatcher.ts'
import type { TriggerKind, TriggerNode } from '../trigger_kind.ts'
import type { FileChange } from './settling.ts'
import { type WatchRoot, type WatchRootOptions, watchRoot } from './watch_root.ts'

export interface FileWatchKindOptions extends WatchRootOptions {
  store: Pick<Store, 'triggers'>
  dispatcher: Pick<Dispatcher, 'fire'>
  clock: Clock
  onFailure: (error: unknown) => void
  /** Default 30,000. */
  reconcile_ms?: number
}

export function createFileWatchKind(options: FileWatchKindOptions): TriggerKind {
  const { store, dispatcher, clock, onFailure, reconcile_ms = 30_000 } = options
  return {
    type: 'file_watch',
    async arm(node) {
      const { workflow_id, key, config } = node
      const named = textOf(config.directory)
      const root = await watchRoot(named, options)
      // Loaded with the first directory that is watched: a start needs none of it.
      const { globMatcher } = await import('./glob_matcher.ts')
      const { scanDirectory } = await import('./scan_directory.ts')
      const { createSettling } = await import('./settling.ts')
      const { startFileWatcher } = await import('./file_watcher.ts')
      const recursive = config.recursive !== false
      const scan = { recursive, matches: globMatcher(textOf(config.glob)) }
      const of = JSON.stringify([root.path, config.glob ?? '', recursive])
      let known = await store.triggers.files(workflow_id, key)
      if ((await store.triggers.state(workflow_id, key)) !== of) {
        const there = config.existing === true ? [] : (await scanDirectory(root.path, scan)).files.values()
        known = await begin(node, of, { before: known, now: [...there] })
      }
      const settling = createSettling(known, numberOf(config.settle_ms))
      const watcher = startFileWatcher({
        root: root.path,
        named,
        scan,
        settling,
        clock,
        reconcile_ms,
        tell: (changes) => dispatcher.fire(changeOf(node, root, changes)),
        onFailure,
      })
      return {
        disarm: () => watcher.stop(),
        problem: () => watcher.problem(),
        note: () => `Watches ${settling.known().size} file${settling.known().size === 1 ? '' : 's'}`,
      }
    },
  }

  /** Keeps the files that are there already, in place of those of another directory. */
  async function begin(
    { workflow_id, key }: TriggerNode,
    of: string,
    { before, now }: { before: readonly WatchedFile[]; now: WatchedFile[] },
  ): Promise<WatchedFile[]> {
    const there = new Set(now.map(({ path }) => path))
    const gone = before.map(({ path }) => path).filter((path) => !there.has(path))
    const named = { workflow_id, key }
    await dispatcher.fire({ state: { ...named, value: of }, files: { ...named, put: now, gone } })
    return now
  }
}

function changeOf(
  node: TriggerNode,
  root: WatchRoot,
  changes: readonly FileChange[],
): Parameters<Dispatcher['fire']>[0] {
  const { workflow_id, key, config } = node
  const wanted: readonly JsonValue[] = Array.isArray(config.events) ? config.events : ['create', 'change']
  return {
    files: {
      workflow_id,
      key,
      put: changes.filter(({ event }) => event !== 'delete').map(({ file }) => file),
      gone: changes.filter(({ event }) => event === 'delete').map(({ path }) => path),
    },
    firings: changes
      .filter(({ event }) => wanted.includes(event))
      .map((change) => firingOf(node, root, change)),
  }
}

const firingOf = (
  { workflow_id, node_id }: TriggerNode,
  root: WatchRoot,
  { path, event, file }: FileChange,
): Firing => ({
  execution_id: newId('run'),
  workflow_id,
  node_id,
  source: 'file_watch',
  data: {
    filepath: root.tell(path),
    event,
    name: path.split('/').at(-1) ?? path,
    size: file.size,
    modified_at: new Date(file.mtime).toISOString(),
  },
})

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value.trim() : '')
const numberOf = (value: JsonValue | undefined): number => (typeof value === 'number' ? value : 1000)
