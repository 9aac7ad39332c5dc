import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { holdChild } from '../processes/hold_child.ts'
import { tieToUs } from '../processes/lifeline.ts'
import { compileCacheEnv } from './compile_cache_env.ts'
import type { OpenWorker } from './open_worker.ts'
import { WorkerFailure } from './worker_failure.ts'

export interface ProcessOptions {
  /** Module that calls `serveWorker`. */
  entry: URL
  /** Of its JavaScript heap. */
  memory_mb: number
}

/** Exit code of a process that V8 ends, where there are no signals to tell it by. */
const ABORTED = 134

/**
 * A worker in a process of its own: whatever it does with its memory ends it and nothing else. Takes about 40 MB more than
 * a thread.
 */
export const openProcess =
  ({ entry, memory_mb }: ProcessOptions): OpenWorker =>
  ({ onMessage, onFailure }) => {
    const child = fork(fileURLToPath(entry), [], {
      env: compileCacheEnv(),
      execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${memory_mb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    // Busy with a file, it does not see that we have gone.
    const release = child.pid === undefined ? () => undefined : tieToUs(child.pid)
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      // One that could not be started has no exit.
      child.once('error', () => child.pid === undefined && resolve())
    }).then(release)
    holdChild(child, false)
    child.on('message', onMessage)
    child.on('error', ({ message }) => onFailure(new WorkerFailure('died', message)))
    child.once('exit', (code, signal) => {
      const isMemory = signal === 'SIGABRT' || signal === 'SIGTRAP' || code === ABORTED
      onFailure(
        isMemory
          ? new WorkerFailure('out_of_memory', 'The worker reached its limit of memory')
          : new WorkerFailure('died', 'The worker ended'),
      )
    })
    return {
      // A message that cannot be sent is one to a process that has ended, which its exit tells.
      post: (message) => void child.send(message as object, () => undefined),
      hold: (isHeld) => holdChild(child, isHeld),
      end: () => {
        // Whoever waits for its end may have nothing else to stay for.
        child.ref()
        child.kill('SIGKILL')
        return gone
      },
    }
  }
