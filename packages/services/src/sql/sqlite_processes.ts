import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { holdChild } from '../processes/hold_child.ts'
import { tieToUs } from '../processes/lifeline.ts'
import { compileCacheEnv } from '../workers/compile_cache_env.ts'

/** Processes that SQLite runs in, one a query. One that came to a clean end serves the next query. */
export interface SqliteProcesses {
  take(): ChildProcess
  /** Back for the next query, with no database open. */
  give(child: ChildProcess): void
  close(): void
}

const file = fileURLToPath(new URL('./sqlite_child.ts', import.meta.url))
const MOST_IDLE = 4
const IDLE_MS = 30_000

export function createSqliteProcesses(): SqliteProcesses {
  const all = new Set<ChildProcess>()
  const idle: { child: ChildProcess; timer: NodeJS.Timeout }[] = []
  return { take, give, close }

  function take(): ChildProcess {
    for (let entry = idle.pop(); entry; entry = idle.pop()) {
      clearTimeout(entry.timer)
      if (!entry.child.connected) continue
      holdChild(entry.child, true)
      return entry.child
    }
    return start()
  }

  function start(): ChildProcess {
    const child = fork(file, [], {
      env: compileCacheEnv(),
      execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=256'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    // In a long query it does not see that we have gone.
    const release = child.pid === undefined ? () => undefined : tieToUs(child.pid)
    all.add(child)
    child.once('exit', () => {
      all.delete(child)
      release()
    })
    return child
  }

  function give(child: ChildProcess): void {
    if (!child.connected) return
    if (idle.length >= MOST_IDLE) return child.disconnect()
    holdChild(child, false)
    idle.push({ child, timer: setTimeout(() => drop(child), IDLE_MS).unref() })
  }

  function drop(child: ChildProcess): void {
    const at = idle.findIndex((entry) => entry.child === child)
    if (at >= 0) idle.splice(at, 1)
    if (child.connected) child.disconnect()
  }

  function close(): void {
    for (const { timer } of idle.splice(0)) clearTimeout(timer)
    for (const child of all) child.kill('SIGKILL')
  }
}
