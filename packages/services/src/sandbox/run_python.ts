import { NodeError, type RunCodeRequest, type RunCodeResult } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { aborted, memoryExceeded, outputTooLarge, resultTooLarge, timedOut } from './code_failures.ts'
import { DEFAULT_MEMORY_MB, DEFAULT_OUTPUT_BYTES, DEFAULT_TIMEOUT_MS, MAX_RESULT_BYTES } from './limits.ts'
import type { PythonError } from './python/job.ts'
import type { PythonPool } from './python/python_pool.ts'
import type { PythonOutcome, PythonRun } from './python/python_process.ts'

const STDERR_KEPT = 4000

/** Runs Python of users in a process of a pool, and says in the terms of the user how it ended. */
export async function runPython(pool: PythonPool, request: RunCodeRequest): Promise<RunCodeResult> {
  let stdout = ''
  let stderr = ''
  const run: PythonRun = {
    job: {
      code: request.code,
      globals: request.globals,
      memory_bytes: (request.memory_mb ?? DEFAULT_MEMORY_MB) * 1024 * 1024,
    },
    timeout_ms: request.timeout_ms ?? DEFAULT_TIMEOUT_MS,
    max_output_bytes: request.max_output_bytes ?? DEFAULT_OUTPUT_BYTES,
    signal: request.signal,
    onStdout(text) {
      stdout += text
      request.onStdout?.(text)
    },
    onStderr(text) {
      stderr = (stderr + text).slice(-STDERR_KEPT)
      request.onStderr?.(text)
    },
  }
  const outcome = await pool.run(run)
  if (outcome.kind !== 'value') throw failureOf(outcome, run, stderr)
  return { result: JSON.parse(outcome.json) as JsonValue, stdout }
}

type Failed = Exclude<PythonOutcome, { kind: 'value' }>

function failureOf(
  outcome: Failed,
  { job, timeout_ms, max_output_bytes }: PythonRun,
  stderr: string,
): NodeError {
  switch (outcome.kind) {
    case 'timeout':
      return timedOut(timeout_ms)
    case 'memory':
      return memoryExceeded(job.memory_bytes)
    case 'output':
      return outputTooLarge(max_output_bytes)
    case 'result_too_large':
      return resultTooLarge(Math.min(job.memory_bytes, MAX_RESULT_BYTES))
    case 'aborted':
      return aborted()
    case 'error':
      if (outcome.error.kind === 'memory') return memoryExceeded(job.memory_bytes)
      return outcome.error.kind === 'trap'
        ? brokeDown(outcome.error.message, stderr)
        : raised(outcome.error, stderr)
    case 'died':
      return brokeDown(outcome.message, stderr)
  }
}

/** Not the code has failed but Python under it, as after `os._exit` or where the code wrote into its memory. */
const brokeDown = (why: string, stderr: string): NodeError =>
  new NodeError('code_failed', `The code was not run to its end: ${why}`, {
    field: 'code',
    hint: 'The code ended Python itself, or broke it. What it printed before may show where.',
    retryable: false,
    details: { stderr },
  })

function raised({ kind, name, message, line, traceback }: PythonError, stderr: string): NodeError {
  const where = line == null ? '' : ` (line ${line})`
  const text = kind === 'not_data' ? message : `${name}${message && `: ${message}`}`
  return new NodeError('code_failed', `${text}${where}`, {
    field: 'code',
    hint: HINTS[name],
    // What is raised may depend on the moment; what cannot be read stays so.
    retryable: kind === 'thrown' && name !== 'SyntaxError' && name !== 'IndentationError',
    details: { traceback: traceback ?? null, stderr },
  })
}

const NO_PACKAGES =
  'The sandbox has the standard library of Python and no packages. An administrator can let code run with the Python of the machine (LLAMANEXUS_PYTHON=system).'

const HINTS: Record<string, string | undefined> = {
  ModuleNotFoundError: NO_PACKAGES,
  NotData: 'Return text, numbers, True, False, None, lists and dicts of these.',
}
