import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { SandboxWall } from '@llamanexus/node-sdk'
import { canBarDescriptors } from '../../processes/bar_descriptors.ts'
import { PRELUDE } from './prelude.ts'
import { type PythonOutcome, type PythonProcess, type PythonRun, startPython } from './python_process.ts'
import { RUNNER } from './runner.ts'
import { createTurns } from './turns.ts'

export interface PythonPoolOptions {
  /** Runs at once. */
  size: number
  /** Where the snapshot is kept that Python starts from. Default: a temporary folder. */
  cache_dir?: string
  /** A process that nobody needs gives its memory back after this. Default 60,000 ms. */
  idle_ms?: number
}

export interface PythonPool {
  run(run: PythonRun): Promise<PythonOutcome>
  /** What stands between the code and the machine; empty where nothing does. */
  walls(): Promise<SandboxWall[]>
  close(): Promise<void>
}

const here = dirname(fileURLToPath(import.meta.url))
const NODE_HEAP_MB = 128

/**
 * Python for one run at a time, each in a process of its own that is thrown away after it. While Python is in use, one
 * stands ready, so that a run does not wait for it to come up.
 */
export function createPythonPool({ size, cache_dir, idle_ms = 60_000 }: PythonPoolOptions): PythonPool {
  const turns = createTurns(size)
  const all = new Set<PythonProcess>()
  let running = 0
  let spare: PythonProcess | undefined
  let retire: NodeJS.Timeout | undefined
  let making: Promise<string | undefined> | undefined
  let folder: string | undefined
  let closed = false
  /** Whether the kernel bars the last process that came up. */
  let barred: boolean | undefined

  async function run(start: PythonRun): Promise<PythonOutcome> {
    if (!(await turns.take(start.signal))) return { kind: 'aborted' }
    running++
    try {
      const python = await up(start.signal)
      if (typeof python === 'string') return { kind: 'died', message: python }
      if (!python) return { kind: 'aborted' }
      prepare()
      python.hold(true)
      return await python.run(start)
    } finally {
      running--
      turns.give()
      restLater()
    }
  }

  /** A process that is up; undefined where it was aborted, and a text where Python does not come up. */
  async function up(signal: AbortSignal | undefined): Promise<PythonProcess | string | undefined> {
    let failure = ''
    // Where a snapshot does not do, it is made again.
    for (let attempt = 0; attempt < 2; attempt++) {
      const taken = spare
      spare = undefined
      const python = taken ?? (await spawn(signal))
      if (!python) return undefined
      python.hold(true)
      const isUp = await settled(python.ready, signal)
      if (isUp === true) {
        barred = python.barred
        return python
      }
      python.kill()
      if (isUp === undefined) return undefined
      failure = isUp
      await forget()
    }
    return failure
  }

  async function spawn(signal?: AbortSignal): Promise<PythonProcess | undefined> {
    const snapshot = await untilAborted((making ??= makeSnapshot()), signal)
    if (closed || signal?.aborted) return undefined
    return track(startPython({ command: commandOf({ snapshot }), env: {}, bar: true }))
  }

  function track(python: PythonProcess): PythonProcess {
    all.add(python)
    python.hold(false)
    const gone = () => all.delete(python)
    python.snapshot.then(gone, gone)
    return python
  }

  function prepare(): void {
    clearTimeout(retire)
    if (spare?.alive || closed) return
    void addSpare()
  }

  async function addSpare(): Promise<void> {
    const python = await spawn()
    if (spare?.alive || closed) python?.kill()
    else spare = python
  }

  function restLater(): void {
    clearTimeout(retire)
    if (running > 0) return
    retire = setTimeout(() => {
      spare?.kill()
      spare = undefined
    }, idle_ms)
    retire.unref()
  }

  /** The file of the snapshot, made where there is none; undefined where none can be made, which only costs time. */
  async function makeSnapshot(): Promise<string | undefined> {
    try {
      const file = join(await cacheFolder(), snapshotName())
      if (await isThere(file)) return file
      const python = track(startPython({ command: commandOf({ make_snapshot: true }), env: {} }))
      python.hold(true)
      const bytes = await python.snapshot
      python.kill()
      const part = `${file}.${process.pid}`
      await writeFile(part, bytes, { mode: 0o600 })
      await rename(part, file)
      return file
    } catch {
      return undefined
    }
  }

  async function cacheFolder(): Promise<string> {
    if (cache_dir !== undefined) {
      await mkdir(cache_dir, { recursive: true, mode: 0o700 })
      return realpath(cache_dir)
    }
    folder ??= await mkdtemp(join(tmpdir(), 'llamanexus-python-'))
    return realpath(folder)
  }

  async function forget(): Promise<void> {
    const file = await making
    making = undefined
    if (file !== undefined) await rm(file, { force: true })
  }

  async function close(): Promise<void> {
    closed = true
    clearTimeout(retire)
    turns.close()
    for (const python of all) python.kill()
    spare?.kill()
    await making?.catch(() => undefined)
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }

  async function walls(): Promise<SandboxWall[]> {
    barred ??= await canBarDescriptors()
    return [
      'webassembly',
      'permissions',
      'no_modules',
      'no_network',
      ...(barred ? (['kernel'] as const) : []),
    ]
  }

  return { run, walls, close }
}

const pyodideFolder = (): string => dirname(createRequire(import.meta.url).resolve('pyodide/package.json'))

/** A snapshot belongs to one version of Python in one version of Node, and to what was run before it was made. */
function snapshotName(): string {
  const { version } = createRequire(import.meta.url)('pyodide/package.json') as { version: string }
  const content = createHash('sha256').update(PRELUDE).update(RUNNER).digest('hex').slice(0, 12)
  return `python-${version}-${process.version}-${process.arch}-${content}.snapshot`
}

function commandOf(settings: { snapshot?: string; make_snapshot?: boolean }): string[] {
  const pyodide = pyodideFolder()
  const readable = [here, pyodide, ...(settings.snapshot === undefined ? [] : [settings.snapshot])]
  return [
    process.execPath,
    '--no-warnings',
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    `--max-old-space-size=${NODE_HEAP_MB}`,
    join(here, 'child.ts'),
    JSON.stringify({ ...settings, pyodide: pathToFileURL(join(pyodide, 'pyodide.mjs')).href }),
  ]
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => found.size > 0,
    () => false,
  )

/** True when it settled, a text when it failed, undefined when it was aborted first. */
function settled(work: Promise<void>, signal: AbortSignal | undefined): Promise<true | string | undefined> {
  const told = work.then(
    () => true as const,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  return untilAborted(told, signal)
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (!signal) return work
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const stop = () => resolve(undefined)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
