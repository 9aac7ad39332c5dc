import type { LogEntry } from '@llamanexus/engine'
import type { App } from '../app.ts'
import { type Followed, follow } from './follow.ts'

/** The log of a run above `after`, to its last entry. */
export function followRun(
  { hub, store: { executions } }: Pick<App, 'hub' | 'store'>,
  { id, after, signal }: { id: string; after: number; signal: AbortSignal },
): AsyncGenerator<Followed<LogEntry>, void, undefined> {
  return follow({
    watch: (put) => hub.watchRun(id, put),
    after,
    read: (from, limit) => executions.events(id, from, limit),
    end: {
      hasEnded: async () => ((await executions.record(id))?.completed_at ?? null) !== null,
      isLast: ({ type }) => ends.has(type),
    },
    signal,
  })
}

const ends: ReadonlySet<string> = new Set(['execution_completed', 'execution_failed', 'execution_cancelled'])
