import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { barDescriptors } from '../../processes/bar_descriptors.ts'
import { killGroup } from '../../processes/kill_group.ts'
import { tieToUs } from '../../processes/lifeline.ts'
import { memoryOf } from '../../processes/memory_of.ts'
import { gathered } from '../gathered.ts'
import { MAX_RESULT_BYTES } from '../limits.ts'
import { type Frame, type FrameKind, frameReader } from './frames.ts'
import type { PythonError, PythonJob } from './job.ts'

/** How a run came to its end. */
export type PythonOutcome =
  | { kind: 'value'; json: string }
  | { kind: 'error'; error: PythonError }
  | { kind: 'timeout' | 'memory' | 'output' | 'aborted' | 'result_too_large' }
  | { kind: 'died'; message: string }

export interface PythonRun {
  job: PythonJob
  timeout_ms: number
  max_output_bytes: number
  signal?: AbortSignal
  onStdout?: (text: string) => void
  onStderr?: (text: string) => void
}

/** A process with Python in it, for one run. */
export interface PythonProcess {
  /** Settles when it is up; rejects where it does not come up. */
  readonly ready: Promise<void>
  readonly alive: boolean
  /** Whether the kernel gives it no new socket and no new file; known from `ready` on. */
  readonly barred: boolean
  /** At most once, after `ready`. Never rejects. */
  run(run: PythonRun): Promise<PythonOutcome>
  /** Bytes of a snapshot, of a process that was started to make one. */
  readonly snapshot: Promise<Uint8Array>
  kill(): void
  /** Keeps this process of ours from ending. */
  hold(isHeld: boolean): void
}

export interface PythonProcessOptions {
  command: readonly string[]
  env: Readonly<Record<string, string>>
  cwd?: string
  /** It may start processes of its own, which end with it. */
  group?: boolean
  /** Once it is up, it is to get no new socket and no new file, where the system can see to that. */
  bar?: boolean
}

const WATCH_MS = 10
/** What a process may take beside the memory of the code, since values are copied on their way out. */
const SLACK_BYTES = 128 * 1024 * 1024
const MAX_SNAPSHOT_BYTES = 256 * 1024 * 1024
const STDERR_KEPT = 4000

export function startPython({
  command,
  env,
  cwd,
  group = false,
  bar = false,
}: PythonProcessOptions): PythonProcess {
  const [file = '', ...args] = command
  const child = spawn(file, args, {
    env,
    cwd,
    detached: group,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const release = child.pid === undefined ? () => undefined : tieToUs(group ? -child.pid : child.pid)
  const ready = Promise.withResolvers<void>()
  const snapshot = Promise.withResolvers<Uint8Array>()
  let complaint = ''
  let alive = true
  let barred = false
  let run:
    | { start: PythonRun; output: number; printed: Printed; settle(outcome: PythonOutcome): void }
    | undefined

  const read = frameReader((kind, length) => {
    const limit = kind === 'snapshot' ? MAX_SNAPSHOT_BYTES : run ? limitOf(kind, run.start) : 0
    if (kind !== 'ready' && length > limit) end({ kind: kind === 'value' ? 'result_too_large' : 'output' })
  })
  child.stdout.on('data', (chunk: Buffer) => {
    if (!alive) return
    try {
      for (const frame of read(chunk)) if (alive) take(frame)
    } catch (error) {
      end({ kind: 'died', message: String(error) })
    }
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('latin1')).slice(-STDERR_KEPT)
  })
  child.stdin.on('error', () => undefined)
  child.on('error', (error) => end({ kind: 'died', message: error.message }))
  // Its pipes close after it has ended, so that all that it told has been read.
  child.on('close', (code, signal) => {
    const isFull = /heap out of memory|Cannot allocate|out of memory/i.test(complaint)
    const how = signal ?? `code ${code}`
    end(isFull ? { kind: 'memory' } : { kind: 'died', message: `Python ended by itself (${how})` })
  })
  ready.promise.catch(() => undefined)
  snapshot.promise.catch(() => undefined)

  function take({ kind, body }: Frame): void {
    switch (kind) {
      case 'ready':
        return void isUp()
      case 'snapshot':
        return snapshot.resolve(new Uint8Array(body))
      case 'stdout':
      case 'stderr':
        return print(kind, body)
      case 'value':
        return end({ kind: 'value', json: body.toString('utf8') })
      case 'error':
        return end({ kind: 'error', error: JSON.parse(body.toString('utf8')) as PythonError })
    }
  }

  async function isUp(): Promise<void> {
    if (bar && child.pid !== undefined) barred = await barDescriptors(child.pid)
    ready.resolve()
  }

  function print(kind: 'stdout' | 'stderr', body: Buffer): void {
    if (!run) return
    run.output += body.length
    if (run.output > run.start.max_output_bytes) return end({ kind: 'output' })
    run.printed[kind](body)
  }

  /** One way out for all: whatever is told or happens first is how it ended, and the process is ended with it. */
  function end(outcome: PythonOutcome): void {
    if (!alive) return
    alive = false
    if (group) killGroup(child)
    else child.kill('SIGKILL')
    release()
    const failure = new Error(`Python did not come up: ${complaint || outcome.kind}`)
    ready.reject(failure)
    snapshot.reject(failure)
    run?.settle(outcome)
  }

  return {
    ready: ready.promise,
    snapshot: snapshot.promise,
    get alive() {
      return alive
    },
    get barred() {
      return barred
    },
    kill: () => end({ kind: 'aborted' }),
    hold: (isHeld) => hold(child, isHeld),
    run(start) {
      const { promise, resolve } = Promise.withResolvers<PythonOutcome>()
      if (!alive)
        return Promise.resolve({ kind: 'died', message: 'Python ended before the code was started' })
      const timer = setTimeout(() => end({ kind: 'timeout' }), start.timeout_ms)
      const base = child.pid === undefined ? undefined : memoryOf(child.pid)
      const limit = (base ?? 0) + 2 * start.job.memory_bytes + SLACK_BYTES
      const watch = setInterval(() => {
        run?.printed.pass()
        if (base !== undefined && (memoryOf(child.pid ?? 0) ?? 0) > limit) end({ kind: 'memory' })
      }, WATCH_MS)
      const printed = printedTo(start)
      const abort = () => end({ kind: 'aborted' })
      start.signal?.addEventListener('abort', abort, { once: true })
      run = {
        start,
        output: 0,
        printed,
        settle(outcome) {
          printed.end()
          clearTimeout(timer)
          clearInterval(watch)
          start.signal?.removeEventListener('abort', abort)
          resolve(outcome)
        },
      }
      if (start.signal?.aborted) abort()
      else child.stdin.end(withLength(Buffer.from(JSON.stringify(start.job))))
      return promise
    },
  }
}

const limitOf = (kind: FrameKind, { job }: PythonRun): number =>
  kind === 'value' ? Math.min(job.memory_bytes, MAX_RESULT_BYTES) : job.memory_bytes

type Printed = ReturnType<typeof printedTo>

/** What it prints, as whole letters and in not too many pieces. */
function printedTo({ onStdout = ignore, onStderr = ignore }: PythonRun) {
  const [stdout, stderr] = [onStdout, onStderr].map((tell) => {
    const decode = new StringDecoder('utf8')
    const { add, pass, end } = gathered(tell, () => performance.now())
    return { take: (body: Buffer) => add(decode.write(body)), pass, end }
  }) as [Part, Part]
  return {
    stdout: stdout.take,
    stderr: stderr.take,
    pass() {
      stdout.pass()
      stderr.pass()
    },
    end() {
      stdout.end()
      stderr.end()
    },
  }
}

interface Part {
  take(body: Buffer): void
  pass(): void
  end(): void
}

const ignore = (): void => undefined

function withLength(body: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32LE(body.length, 0)
  return Buffer.concat([head, body])
}

function hold(child: ChildProcess, isHeld: boolean): void {
  const parts = [child, child.stdin, child.stdout, child.stderr] as { ref?(): void; unref?(): void }[]
  for (const part of parts)
    if (isHeld) part.ref?.()
    else part.unref?.()
}
