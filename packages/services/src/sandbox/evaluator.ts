import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten-core'
import { BRIDGE } from './bridge.ts'
import { type Columns, loopSource } from './columns.ts'
import { HARDEN } from './harden.ts'
import { createLru } from './lru.ts'

/** What an evaluation came to: JSON text; for a chunk of a series that gave nothing but numbers those, or nothing but booleans a byte each. */
export type Outcome =
  | { ok: true; json: string }
  | { ok: true; numbers: Float64Array }
  | { ok: true; booleans: Uint8Array }
  | { ok: false; kind: FailureKind; name: string; message: string; index?: number }

/** `thrown`: by the expression. The others are limits; after `memory` and `trap` the evaluator is of no more use. */
export type FailureKind = 'thrown' | 'deadline' | 'memory' | 'trap'

/** An expression and the names of the scope that it reads. */
export interface Program {
  source: string
  names: readonly string[]
}

export interface EvaluationLimits {
  timeout_ms: number
  memory_bytes: number
}

/** What all items of a series share; JSON texts. `items` is empty where the expression does not read it. */
export interface SeriesScope {
  scope: string
  items: string
  /** The expression changes things in place. */
  careful: boolean
}

export type Chunk = ({ rows: string } | { columns: Columns }) & {
  /** Index of its first item. */
  first: number
  /** How many items it holds, at least one. */
  count: number
}

/** One hardened QuickJS context. Programs are compiled once and kept; evaluations cannot touch one another. */
export interface Evaluator {
  evaluate(program: Program, scopeJson: string, limits: EvaluationLimits): Outcome
  begin(program: Program, shared: SeriesScope, limits: EvaluationLimits): Outcome
  each(chunk: Chunk, limits: EvaluationLimits): Outcome
  end(): void
  /** Something is left over in it (a trap, a full heap, promise jobs): make a new one. */
  readonly spent: boolean
  dispose(): void
}

const KEPT_PROGRAMS = 500
const STACK_BYTES = 64 << 10

type Failure = Extract<Outcome, { ok: false }>

export function createEvaluator(module: QuickJSWASMModule): Evaluator {
  const runtime = module.newRuntime()
  runtime.setMaxStackSize(STACK_BYTES)
  let deadline = Number.POSITIVE_INFINITY
  runtime.setInterruptHandler(() => performance.now() > deadline)
  const context = runtime.newContext()
  context.unwrapResult(context.evalCode(HARDEN, 'harden.js')).dispose()
  const bridge = context.unwrapResult(context.evalCode(BRIDGE, 'bridge.js'))
  const entry = (name: string) => context.getProp(bridge, name)
  const entries = {
    one: entry('one'),
    begin: entry('begin'),
    rows: entry('rows'),
    columns: entry('columns'),
    end: entry('end'),
  }
  bridge.dispose()
  const programs = createLru<QuickJSHandle>(KEPT_PROGRAMS, (handle) => handle.dispose())
  const singles = new WeakMap<Program, string>()
  let spent = false
  let memoryBytes = -1

  /** Every entry into the sandbox goes through here: limits set, traps caught, what is left over noticed. */
  function enter(limits: EvaluationLimits, run: () => Outcome): Outcome {
    deadline = performance.now() + limits.timeout_ms
    if (memoryBytes !== limits.memory_bytes) {
      memoryBytes = limits.memory_bytes
      runtime.setMemoryLimit(memoryBytes)
    }
    try {
      return run()
    } catch (error) {
      return trapped(error)
    } finally {
      if (!spent && runtime.hasPendingJob()) spent = true
    }
  }

  /** Calls an entry; `kept` handles belong to the cache, `fresh` ones to this call. */
  function call(
    fn: QuickJSHandle,
    kept: readonly QuickJSHandle[],
    fresh: readonly QuickJSHandle[],
    count = 0,
  ): Outcome {
    const result = context.callFunction(fn, context.undefined, ...kept, ...fresh)
    for (const handle of fresh) handle.dispose()
    if (result.error) return failed(describe(context, result.error))
    return result.value.consume((answer) => {
      if (context.typeof(answer) === 'string') return read(context.getString(answer))
      return packed(copyBytes(context, answer), count)
    })
  }

  function read(text: string): Outcome {
    if (text.startsWith('v')) return { ok: true, json: text.slice(1) }
    return failed(JSON.parse(text.slice(1)))
  }

  function failed(failure: { name: string; message: string; index?: number }): Failure {
    const kind = kindOf(failure)
    if (kind === 'memory') spent = true
    return { ok: false, kind, ...failure }
  }

  function trapped(error: unknown): Failure {
    spent = true
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, kind: 'trap', name: 'Error', message }
  }

  /** Put together once for each program: the text is long, and it is the key of a map. */
  function sourceOfSingle(program: Program): string {
    const known = singles.get(program)
    if (known !== undefined) return known
    const source = singleSource(program)
    singles.set(program, source)
    return source
  }

  /** Compiles a source once and hands its value to `use`. */
  function withCompiled(code: string, use: (value: QuickJSHandle) => Outcome): Outcome {
    const kept = programs.get(code)
    if (kept) return use(kept)
    // A NUL would end the C string; inside a literal, the only place where one parses, the escape means the same.
    const result = context.evalCode(code.replaceAll('\0', '\\x00'), 'expression.js')
    if (result.error) return failed(describe(context, result.error))
    programs.set(code, result.value)
    return use(result.value)
  }

  return {
    evaluate: (program, scopeJson, limits) =>
      enter(limits, () =>
        withCompiled(sourceOfSingle(program), (fn) =>
          call(entries.one, [fn], [context.newString(scopeJson)]),
        ),
      ),
    begin: (program, shared, limits) =>
      enter(limits, () =>
        withCompiled(seriesSource(program), (fn) => {
          const careful = shared.careful ? context.true : context.false
          return call(
            entries.begin,
            [fn],
            [context.newString(shared.scope), context.newString(shared.items), careful],
          )
        }),
      ),
    each: (chunk, limits) =>
      enter(limits, () => {
        const first = context.newNumber(chunk.first)
        if ('rows' in chunk) {
          return call(entries.rows, [], [context.newString(chunk.rows), first], chunk.count)
        }
        const { keys, numbers, lists } = chunk.columns
        return withCompiled(loopSource(keys), (loop) => {
          const buffer = context.newArrayBuffer(numbers)
          return call(
            entries.columns,
            [loop],
            [buffer, context.newString(lists), context.newNumber(chunk.count), first],
            chunk.count,
          )
        })
      }),
    end: () => {
      if (!spent) enter({ timeout_ms: 1000, memory_bytes: -1 }, () => call(entries.end, [], []))
    },
    get spent() {
      return spent
    },
    dispose: () => {
      // QuickJS aborts when it finds leaks after a failed allocation; the whole module is dropped with it, so let it.
      try {
        programs.clear()
        for (const handle of Object.values(entries)) handle.dispose()
        context.dispose()
        runtime.dispose()
      } catch {
        spent = true
      }
    },
  }
}

/** The expression as a function of its scope. The line breaks keep a comment at its end from swallowing the rest. */
const singleSource = ({ source, names }: Program): string =>
  `(function(){"use strict";return({${names.join()}})=>(\n${source}\n)})()`

/** The expression as a function of the shared scope that gives a function of one item. */
const seriesSource = ({ source, names }: Program): string => {
  const shared = names.filter((name) => name !== 'item' && name !== 'index')
  return `(function(){"use strict";return({${shared.join()}})=>(item,index)=>(\n${source}\n)})()`
}

/** Booleans take a byte each, numbers eight. */
const packed = (bytes: ArrayBuffer, count: number): Outcome =>
  bytes.byteLength === count
    ? { ok: true, booleans: new Uint8Array(bytes) }
    : { ok: true, numbers: new Float64Array(bytes) }

function copyBytes(context: QuickJSContext, buffer: QuickJSHandle): ArrayBuffer {
  return context.getArrayBuffer(buffer).consume(({ value }) => value.slice().buffer)
}

/** Takes name and message off an error that reached the host: limits that the bridge cannot catch, and syntax errors. */
function describe(context: QuickJSContext, error: QuickJSHandle): { name: string; message: string } {
  const read = (key: string) => context.getProp(error, key).consume((handle) => context.getString(handle))
  const described = { name: read('name').slice(0, 100), message: read('message').slice(0, 2000) }
  error.dispose()
  return described
}

function kindOf({ name, message }: { name: string; message: string }): FailureKind {
  if (name !== 'InternalError') return 'thrown'
  if (message === 'interrupted') return 'deadline'
  return message === 'out of memory' ? 'memory' : 'thrown'
}
