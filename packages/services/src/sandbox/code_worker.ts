import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
} from 'quickjs-emscripten-core'
import { serveWorker } from '../workers/serve_worker.ts'
import { gathered } from './gathered.ts'
import { DEFAULT_MEMORY_MB } from './limits.ts'
import { INITIAL_BYTES, loadQuickJs } from './quickjs_module.ts'

export interface CodeJob {
  code: string
  /** JSON text of an object; its keys are the variables of the code. */
  globals: string
  /** Those keys that can be variable names. */
  names: readonly string[]
  timeout_ms: number
  memory_bytes: number
  max_output_bytes: number
  max_result_chars: number
}

export type CodeReply =
  | { ok: true; json: string }
  | {
      ok: false
      kind: 'thrown' | 'deadline' | 'memory' | 'output' | 'result' | 'never_settled' | 'trap'
      name: string
      message: string
    }

type Failure = Extract<CodeReply, { ok: false }>

const STACK_BYTES = 64 << 10

let memoryBytes = DEFAULT_MEMORY_MB << 20
// Loaded before a job is taken, so that it does not pay for it out of its own time.
let next = await loadQuickJs(memoryBytes)

serveWorker(async (message, emit) => {
  const job = message as CodeJob
  if (job.memory_bytes !== memoryBytes) {
    memoryBytes = job.memory_bytes
    await prepareNext()
  }
  return runCode(next, job, emit)
}, prepareNext)

/**
 * Every run has a module, and with it a memory, that no other has seen; the last one is left to the collector. Runs often
 * want the memory that the last one wanted.
 */
async function prepareNext(): Promise<void> {
  next = await loadQuickJs(memoryBytes)
}

function runCode(quickJs: QuickJSWASMModule, job: CodeJob, emit: (text: string) => void): CodeReply {
  const runtime = quickJs.newRuntime()
  runtime.setMemoryLimit(job.memory_bytes)
  runtime.setMaxStackSize(STACK_BYTES)
  const ends = performance.now() + job.timeout_ms
  const output = { left: job.max_output_bytes, overflown: false }
  const printed = gathered(emit, () => performance.now())
  runtime.setInterruptHandler(() => {
    printed.pass()
    return output.overflown || performance.now() > ends
  })
  const context = runtime.newContext()
  provideConsole(context, output, printed.add)
  try {
    const reply = settle(context, runtime, job)
    if (output.overflown) return fail('output', 'Error', 'Too much output')
    // An interruption rejects promises like any error, so what it looks like at the end depends on the code.
    const late = !reply.ok && reply.kind !== 'memory' && performance.now() > ends
    if (late) return fail('deadline', 'InternalError', 'interrupted')
    return ranOut(reply, quickJs, job) ? fail('memory', 'InternalError', 'out of memory') : reply
  } catch (error) {
    return trapped(error)
  } finally {
    printed.end()
  }
}

/** With no memory left for an error of its own, QuickJS throws null. */
function ranOut(reply: CodeReply, quickJs: QuickJSWASMModule, { memory_bytes }: CodeJob): boolean {
  if (reply.ok || reply.kind !== 'thrown' || !reply.message.startsWith('null')) return false
  return quickJs.getWasmMemory().buffer.byteLength - INITIAL_BYTES > memory_bytes * 0.5
}

/** `console.log` and its kin are the only host functions, and text is all that passes through them. */
function provideConsole(
  context: QuickJSContext,
  output: { left: number; overflown: boolean },
  emit: (text: string) => void,
): void {
  const print = context.newFunction('print', (line) => {
    const text = context.getString(line)
    const bytes = Buffer.byteLength(text)
    if (bytes > output.left) {
      output.overflown = true
      return
    }
    output.left -= bytes
    emit(text)
  })
  const setUp = context.unwrapResult(context.evalCode(CONSOLE, 'console.js'))
  context.unwrapResult(context.callFunction(setUp, context.undefined, print)).dispose()
  print.dispose()
  setUp.dispose()
}

const CONSOLE = `((print) => {
  const { stringify } = JSON
  const show = (value) => {
    if (typeof value === 'string') return value
    try { if (value instanceof Error) return '' + (value.stack ? value + '\\n' + value.stack : value) } catch {}
    if (value === null || typeof value !== 'object') return String(value)
    try { return stringify(value) ?? String(value) } catch {}
    try { return String(value) } catch { return '[what cannot be shown]' }
  }
  const log = (...values) => print(values.map(show).join(' ') + '\\n')
  globalThis.console = { log, info: log, warn: log, error: log, debug: log }
})`

/** Starts the code and runs its promise jobs until it has settled or none is left. */
function settle(context: QuickJSContext, runtime: QuickJSRuntime, job: CodeJob): CodeReply {
  const started = context.evalCode(START, 'start.js')
  if (started.error) return describe(context, started.error)
  const source = context.newString(job.code.replaceAll('\0', '\\x00'))
  const names = context.newString(JSON.stringify(job.names))
  const globals = context.newString(job.globals)
  const most = context.newNumber(job.max_result_chars)
  const state = context.callFunction(started.value, context.undefined, source, names, globals, most)
  if (state.error) return describe(context, state.error)
  while (runtime.hasPendingJob()) {
    const ran = runtime.executePendingJobs(100)
    if (ran.error) return describe(context, ran.error)
  }
  const answer = context.callFunction(state.value, context.undefined)
  if (answer.error) return describe(context, answer.error)
  const text = context.getString(answer.value)
  if (text === '') return fail('never_settled', 'Error', 'The code waits for a promise that nothing settles')
  if (text === 'l') return fail('result', 'Error', 'Too large a result')
  if (text.startsWith('v')) return { ok: true, json: text.slice(1) }
  const { name, message, stack } = JSON.parse(text.slice(1)) as Record<'name' | 'message' | 'stack', string>
  return fail(kindOf(name, message), name, message + lineOf(stack, job.code))
}

/** The line of the user's code, after two that the engine puts before it; what stands at the end is its last line. */
function lineOf(stack: string, code: string): string {
  const [, found] = /<input>:(\d+)/.exec(stack) ?? []
  if (found === undefined) return ''
  return ` (line ${Math.max(1, Math.min(Number(found) - 2, code.split('\n').length))})`
}

/** Compiles the code as the body of an async function and answers a function that tells what became of it. */
const START = `((code, names, globals, most) => {
  const { stringify, parse } = JSON
  const AsyncFunction = (async () => {}).constructor
  let answer = ''
  const describe = (error) => {
    const known = error instanceof Error
    return 'e' + stringify({
      name: known ? ('' + error.name).slice(0, 100) : 'Error',
      message: (known ? '' + error.message : typeof error === 'string' ? error : '' + (stringify(error) ?? error)).slice(0, 4000),
      stack: (known ? '' + (error.stack ?? '') : '').slice(0, 4000),
    })
  }
  const kinds = { __proto__: null, function: 'a function', symbol: 'a symbol', bigint: 'a BigInt' }
  const done = (value) => {
    const kind = kinds[typeof value]
    if (kind) throw new TypeError('The code returned ' + kind + ', which is not data')
    const text = stringify(value) ?? 'null'
    answer = text.length > most ? 'l' : 'v' + text
  }
  const list = parse(names), values = parse(globals)
  const failed = (error) => { try { answer = describe(error) } catch { answer = 'e{"name":"Error","message":"An error that cannot be shown was thrown","stack":""}' } }
  let run
  try { run = new AsyncFunction(...list, code) } catch (error) { failed(error); return () => answer }
  run(...list.map((name) => values[name])).then(done).catch(failed)
  return () => answer
})`

function describe(context: QuickJSContext, error: QuickJSHandle): Failure {
  const read = (key: string) => context.getProp(error, key).consume((handle) => context.getString(handle))
  const name = read('name')
  const message = read('message').slice(0, 4000)
  return fail(kindOf(name, message), name, message)
}

function kindOf(name: string, message: string): Failure['kind'] {
  if (name !== 'InternalError') return 'thrown'
  if (message.startsWith('interrupted')) return 'deadline'
  return message.startsWith('out of memory') ? 'memory' : 'thrown'
}

function trapped(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof RangeError) return fail('trap', 'RangeError', 'Maximum call stack size exceeded')
  return fail('trap', 'Error', `The sandbox broke down: ${message}`)
}

const fail = (kind: Failure['kind'], name: string, message: string): Failure => ({
  ok: false,
  kind,
  name,
  message,
})
