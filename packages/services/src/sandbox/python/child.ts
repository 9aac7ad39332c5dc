// The process that runs Python of users: one run, then it ends. It is started with the permission model of Node, so
// that Node gives it no files, processes, threads or add-ons; `breakNetwork` and `confine` take away the rest of what
// JavaScript could do, since Python can reach JavaScript; and once it is up, the server has the kernel give it no new
// socket or file. See docs/decisions on the Python sandbox.
import { Buffer } from 'node:buffer'
import { readFileSync, readSync, writeSync } from 'node:fs'
import { breakNetwork } from './break_network.ts'
import { capMemory } from './cap_memory.ts'
import { confine } from './confine.ts'
import { encodeFrame, type FrameKind } from './frames.ts'
import type { PythonError, PythonJob } from './job.ts'
import { PRELUDE } from './prelude.ts'
import { RUNNER } from './runner.ts'

interface Settings {
  /** `file:` address of pyodide.mjs. */
  pyodide: string
  /** A file with a snapshot to start from. */
  snapshot?: string
  /** Make a snapshot, tell it, and end. */
  make_snapshot?: boolean
}

// Held here, where Python has no way to: `confine` takes them from the global object.
const host = process
const settings = JSON.parse(host.argv[2] ?? '{}') as Settings
const encoder = new TextEncoder()
const decoder = new TextDecoder()
const bytesOf = encoder.encode.bind(encoder)
const textOf = decoder.decode.bind(decoder)
const { parse, stringify } = JSON
const { wait: waitFor } = Atomics
const nothing = new Int32Array(new SharedArrayBuffer(4))
const wait = (ms: number) => waitFor(nothing, 0, 0, ms)

breakNetwork()
const limit = capMemory()
const seal = confine()
const { loadPyodide } = (await import(settings.pyodide)) as typeof import('pyodide')
const snapshot = settings.snapshot === undefined ? undefined : readFileSync(settings.snapshot)
const python = await loadPyodide({
  // What Python sees as `js`.
  jsglobals: Object.create(null) as object,
  env: { HOME: '/home/pyodide' },
  _loadSnapshot: snapshot,
  _makeSnapshot: settings.make_snapshot === true,
  fullStdLib: false,
} as Parameters<typeof loadPyodide>[0])

if (settings.make_snapshot) {
  python.runPython(PRELUDE)
  python.runPython(RUNNER)
  tell('snapshot', python.makeMemorySnapshot())
  host.exit(0)
}

if (!snapshot) {
  python.runPython(PRELUDE)
  python.runPython(RUNNER)
}
forwardOutput()
python.runPython('_cut_off()')
seal.close(python)
tell('ready', new Uint8Array())

const job = parse(textOf(readJob())) as PythonJob
limit.allow(job.memory_bytes)
perform()
host.exit(0)

function perform(): void {
  try {
    const run = python.globals.get('run') as (text: string) => string
    const answer = run(stringify({ code: job.code, globals: job.globals }))
    if (answer[0] === 'v') return tell('value', bytesOf(answer.slice(1)))
    const error = parse(answer.slice(1)) as PythonError
    fail(limit.refused() && error.kind === 'not_data' ? { ...error, kind: 'memory' } : error)
  } catch (error) {
    // Python itself broke down: its stack or its memory gave way where it has no exception for it.
    // Or it was told to end, and looks for the `process` that it ends with.
    const isEnded = error instanceof ReferenceError
    const message = error instanceof Error && !isEnded ? error.message : 'Python was ended'
    fail({ kind: limit.refused() ? 'memory' : 'trap', name: 'Error', message: message.slice(0, 2000) })
  }
}

function fail(error: PythonError): void {
  tell('error', bytesOf(stringify(error)))
}

/** Both are told at once and in their order. */
function forwardOutput(): void {
  for (const kind of ['stdout', 'stderr'] as const) {
    const write = (bytes: Uint8Array) => {
      tell(kind, bytes)
      return bytes.length
    }
    if (kind === 'stdout') python.setStdout({ write, isatty: false })
    else python.setStderr({ write, isatty: false })
  }
  python.setStdin({ stdin: () => null })
}

/** Waits where the reader is behind, so that output never piles up here. */
function tell(kind: FrameKind, body: Uint8Array): void {
  const frame = encodeFrame(kind, body)
  for (let at = 0; at < frame.length; )
    try {
      at += writeSync(1, frame, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      wait(1)
    }
}

/** The whole of standard input: its length in four bytes, then as many. Ends the process where the server has gone. */
function readJob(): Uint8Array {
  const length = Buffer.from(readExactly(4)).readUInt32LE(0)
  return readExactly(length)
}

function readExactly(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; )
    try {
      const read = readSync(0, bytes, at, length - at, null)
      if (read === 0) host.exit(0)
      at += read
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      wait(5)
    }
  return bytes
}
