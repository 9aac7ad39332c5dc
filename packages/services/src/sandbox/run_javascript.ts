import { NodeError, type RunCodeRequest, type RunCodeResult } from '@llamanexus/node-sdk'
import { openThread } from '../workers/open_thread.ts'
import { WorkerFailure } from '../workers/worker_failure.ts'
import { createWorkerPool } from '../workers/worker_pool.ts'
import { aborted, memoryExceeded, outputTooLarge, resultTooLarge, timedOut } from './code_failures.ts'
import type { CodeJob, CodeReply } from './code_worker.ts'
import { DEFAULT_MEMORY_MB, DEFAULT_OUTPUT_BYTES, DEFAULT_TIMEOUT_MS, MAX_RESULT_BYTES } from './limits.ts'

/** QuickJS ends itself at the deadline; only what does not look at it is ended with its thread, this much later. */
const GRACE_MS = 250
type CodeFailure = Extract<CodeReply, { ok: false }>

/** After these the thread is not used again: its state is not known, or its memory is full of what is to be thrown away. */
const UNCLEAN = new Set<CodeFailure['kind']>(['memory', 'trap'])

/** Room for the thread itself, beside the memory of the code. */
const THREAD_HEAP_MB = 64

/**
 * Runs JavaScript of users in QuickJS, each run in a WebAssembly memory of its own. A thread goes on to the next run only
 * where the last one came to a clean end.
 */
export function createJavaScriptRunner({ max_runs }: { max_runs: number }): {
  run(request: RunCodeRequest): Promise<RunCodeResult>
  close(): Promise<void>
} {
  const pool = createWorkerPool({
    open: openThread({
      entry: new URL('./code_worker.ts', import.meta.url),
      name: 'code',
      resource_limits: { maxOldGenerationSizeMb: THREAD_HEAP_MB, stackSizeMb: 16 },
    }),
    size: max_runs,
    keep: (reply) => (reply as CodeReply).ok || !UNCLEAN.has((reply as CodeFailure).kind),
  })

  async function run(request: RunCodeRequest): Promise<RunCodeResult> {
    const job = jobFor(request)
    let stdout = ''
    const onEvent = (text: unknown) => {
      stdout += String(text)
      request.onStdout?.(String(text))
    }
    const bounds = { timeout_ms: job.timeout_ms + GRACE_MS, signal: request.signal, onEvent }
    const reply = await pool
      .use(bounds, (call) => call(job) as Promise<CodeReply>)
      .catch((error: unknown) => Promise.reject(threadFailure(error, job)))
    if (!reply.ok) throw codeFailure(reply, job)
    return { result: JSON.parse(reply.json), stdout }
  }

  return { run, close: pool.close }
}

function jobFor(request: RunCodeRequest): CodeJob {
  return {
    code: request.code,
    globals: JSON.stringify(request.globals),
    names: Object.keys(request.globals).filter(isVariableName),
    timeout_ms: request.timeout_ms ?? DEFAULT_TIMEOUT_MS,
    memory_bytes: (request.memory_mb ?? DEFAULT_MEMORY_MB) * 1024 * 1024,
    max_output_bytes: request.max_output_bytes ?? DEFAULT_OUTPUT_BYTES,
    max_result_chars: MAX_RESULT_BYTES,
  }
}

const RESERVED = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
)

const isVariableName = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name) && !RESERVED.has(name)

function codeFailure(reply: CodeFailure, job: CodeJob): NodeError {
  switch (reply.kind) {
    case 'thrown':
    case 'trap':
      return new NodeError('code_failed', `${reply.name}: ${reply.message}`, {
        field: 'code',
        // What is thrown may depend on the moment; what cannot be read stays so.
        retryable: reply.name !== 'SyntaxError',
      })
    case 'never_settled':
      return new NodeError('code_failed', reply.message, {
        field: 'code',
        hint: 'There are no timers and no network in here: nothing from outside can settle a promise.',
        retryable: false,
      })
    case 'deadline':
      return timedOut(job.timeout_ms)
    case 'memory':
      return memoryExceeded(job.memory_bytes)
    case 'output':
      return outputTooLarge(job.max_output_bytes)
    case 'result':
      return resultTooLarge(MAX_RESULT_BYTES)
  }
}

function threadFailure(error: unknown, job: CodeJob): unknown {
  if (!(error instanceof WorkerFailure)) return error
  switch (error.code) {
    case 'timeout':
      return timedOut(job.timeout_ms)
    case 'out_of_memory':
      return memoryExceeded(job.memory_bytes)
    case 'aborted':
      return aborted()
    case 'died':
    case 'closed':
      return new NodeError('code_failed', `The code was not run to its end: ${error.message}`)
  }
}
