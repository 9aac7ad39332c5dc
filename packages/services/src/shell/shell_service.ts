import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { constants } from 'node:os'
import { StringDecoder } from 'node:string_decoder'
import {
  NodeError,
  type RunCommandRequest,
  type RunCommandResult,
  type ShellService,
} from '@llamanexus/node-sdk'
import { atField } from '../errors/at_field.ts'
import { containedPath } from '../files/contained_path.ts'
import { groupMembers, markedProcesses } from '../processes/group_members.ts'
import { killGroup } from '../processes/kill_group.ts'
import { tieToUs } from '../processes/lifeline.ts'
import { keptOutput } from './kept_output.ts'

export interface ShellServiceOptions {
  /** The workspace. */
  root: string
  /** Whether an administrator has turned it on. */
  allowed: boolean
}

const DEFAULT_TIMEOUT_MS = 60_000
const DEFAULT_OUTPUT_BYTES = 1024 * 1024
const DEFAULT_PROCESSES = 64
const WATCH_MS = 50
/** Set in the environment of a command; what it starts inherits it. */
const MARK = 'LLAMANEXUS_COMMAND'

/** Runs programs of the machine: each in a process group of its own, which ends as a whole. */
export function createShellService({
  root,
  allowed,
}: ShellServiceOptions): ShellService & { close(): Promise<void> } {
  const open = new Set<() => void>()
  return {
    async run(request) {
      if (!allowed) throw disabled()
      if (request.signal?.aborted) throw aborted()
      const cwd = await folderOf(root, request.folder)
      try {
        return await perform(request, cwd, open)
      } catch (error) {
        throw error instanceof NodeError ? error : notStarted(error as NodeJS.ErrnoException, request)
      }
    },
    async close() {
      for (const stop of open) stop()
    },
  }
}

async function folderOf(root: string, folder: string | undefined): Promise<string> {
  await mkdir(root, { recursive: true })
  if (folder === undefined || folder === '' || folder === '.') return root
  const path = await containedPath(root, folder.replace(/[\\/]+$/, '')).catch(atField('folder'))
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return path
  throw new NodeError('file_missing', `There is no folder "${folder}" in the workspace`, {
    field: 'folder',
    hint: 'Leave it empty for the workspace itself, or make the folder first.',
    retryable: false,
  })
}

function perform(request: RunCommandRequest, cwd: string, open: Set<() => void>): Promise<RunCommandResult> {
  const { command, args = [], shell = false, timeout_ms = DEFAULT_TIMEOUT_MS } = request
  const maxBytes = request.max_output_bytes ?? DEFAULT_OUTPUT_BYTES
  const maxProcesses = request.max_processes ?? DEFAULT_PROCESSES
  const mark = randomUUID()
  const { promise, resolve, reject } = Promise.withResolvers<RunCommandResult>()
  const env = { PATH: process.env['PATH'] ?? '', ...request.env, [MARK]: mark }
  const child = spawn(command, shell ? [] : [...args], {
    cwd,
    env,
    shell,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const release = child.pid === undefined ? () => undefined : tieToUs(-child.pid)
  const outputs = { stdout: keptOutput(maxBytes), stderr: keptOutput(maxBytes) }
  for (const [name, tell] of [
    ['stdout', request.onStdout],
    ['stderr', request.onStderr],
  ] as const) {
    const decoder = new StringDecoder('utf8')
    let told = 0
    child[name].on('data', (chunk: Buffer) => {
      outputs[name].push(chunk)
      if (told >= maxBytes) return
      told += chunk.length
      const text = decoder.write(chunk)
      if (text) tell?.(text)
    })
  }
  child.stdin.on('error', () => undefined)
  child.stdin.end(request.stdin ?? '')

  let failure: NodeError | undefined
  const stop = (why: NodeError) => {
    failure ??= why
    endAll()
  }
  /** The group first, all of it at once; then what has left it, as long as there is any. */
  const endAll = () => {
    killGroup(child)
    for (let round = 0; round < 10; round++) {
      const left = markedProcesses(MARK, mark) ?? []
      if (left.length === 0) return
      for (const pid of left) kill(pid)
    }
  }
  const timer = setTimeout(() => stop(timedOut(timeout_ms, outputs)), timeout_ms)
  const watch = setInterval(() => {
    const count = child.pid === undefined ? 0 : (groupMembers(child.pid)?.length ?? 0)
    if (count > maxProcesses) stop(tooMany(maxProcesses))
  }, WATCH_MS)
  const abort = () => stop(aborted())
  request.signal?.addEventListener('abort', abort, { once: true })
  open.add(abort)

  const settle = (act: () => void) => {
    clearTimeout(timer)
    clearInterval(watch)
    request.signal?.removeEventListener('abort', abort)
    open.delete(abort)
    endAll()
    release()
    act()
  }
  child.on('error', (error: NodeJS.ErrnoException) =>
    settle(() => reject(failure ?? notStarted(error, request))),
  )
  // What it has left in the background holds its pipes open: it ends with the command.
  child.on('exit', endAll)
  child.on('close', (code, signal) =>
    settle(() => {
      if (failure) return reject(failure)
      const [stdout, stderr] = [outputs.stdout.text(), outputs.stderr.text()]
      resolve({ stdout, stderr, code: code ?? 128 + (signal ? constants.signals[signal] : 0) })
    }),
  )
  return promise
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

const disabled = (): NodeError =>
  new NodeError('shell_disabled', 'Commands are turned off on this server', {
    hint: 'An administrator turns them on by starting the server with --allow-shell, or with LLAMANEXUS_ALLOW_SHELL=1. A command can do all that the server can.',
    retryable: false,
  })

const aborted = (): NodeError => new NodeError('aborted', 'The command was stopped', { retryable: false })

type Outputs = Record<'stdout' | 'stderr', { text(): string }>

const timedOut = (ms: number, { stdout, stderr }: Outputs): NodeError =>
  new NodeError('timeout', `The command ran longer than ${ms} ms and was stopped`, {
    hint: 'Raise the time limit. What it printed is in the details.',
    details: { stdout: stdout.text(), stderr: stderr.text() },
  })

const tooMany = (limit: number): NodeError =>
  new NodeError('too_many_processes', `The command started more than ${limit} processes and was stopped`, {
    hint: 'Raise the limit of processes if it needs them.',
    retryable: false,
  })

function notStarted(error: NodeJS.ErrnoException, { command, shell }: RunCommandRequest): NodeError {
  if (error.code === 'ENOENT' || error.code === 'EACCES')
    return new NodeError(
      'program_missing',
      `There is no program "${command.slice(0, 200)}" that can be started`,
      {
        field: 'command',
        hint:
          !shell && /\s/.test(command.trim())
            ? 'Put the arguments into Arguments, one each, or turn on Shell.'
            : 'Give the name of a program in PATH of the server, or its whole path.',
        retryable: false,
        cause: error,
      },
    )
  if (error.code === 'ENAMETOOLONG' || error.code === 'E2BIG')
    return new NodeError('input_invalid', 'The command with its arguments is longer than the system takes', {
      field: 'command',
      hint: 'Hand long texts over on standard input.',
      retryable: false,
    })
  return new NodeError(
    'command_failed',
    `The command could not be started (${error.code ?? error.message})`,
    {
      field: 'command',
      cause: error,
    },
  )
}
