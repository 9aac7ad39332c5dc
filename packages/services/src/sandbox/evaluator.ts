import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten-core'
import { BRIDGE } from './bridge.ts'
import { HARDEN } from './harden.ts'
import { createLru } from './lru.ts'

/** What an evaluation came to. `json` is JSON text. */
export type Outcome =
  | { ok: true; json: string }
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

/** One hardened QuickJS context. Programs are compiled once and kept; evaluations cannot touch one another. */
export interface Evaluator {
  evaluate(program: Program, scopeJson: string, limits: EvaluationLimits): Outcome
  /** Opens a series: what its items share. `itemsJson` is empty where the expression does not read `items`. */
  begin(shared: { scope: string; items: string; careful: boolean }, limits: EvaluationLimits): Outcome
  each(program: Program, chunk: { json: string; first: number }, limits: EvaluationLimits): Outcome
  end(): void
  /** Something is left over in it (a trap, a full heap, promise jobs): make a new one. */
  readonly spent: boolean
  dispose(): void
}

const KEPT_PROGRAMS = 500
const STACK_BYTES = 64 << 10

export function createEvaluator(module: QuickJSWASMModule): Evaluator {
  const runtime = module.newRuntime()
  runtime.setMaxStackSize(STACK_BYTES)
  let deadline = Number.POSITIVE_INFINITY
  runtime.setInterruptHandler(() => performance.now() > deadline)
  const context = runtime.newContext()
  context.unwrapResult(context.evalCode(HARDEN, 'harden.js')).dispose()
  const bridge = context.unwrapResult(context.evalCode(BRIDGE, 'bridge.js'))
  const one = context.getProp(bridge, 'one')
  const beginSeries = context.getProp(bridge, 'begin')
  const eachOf = context.getProp(bridge, 'each')
  const endSeries = context.getProp(bridge, 'end')
  bridge.dispose()
  const programs = createLru<QuickJSHandle>(KEPT_PROGRAMS, (handle) => handle.dispose())
  let spent = false

  /** Every entry into the sandbox goes through here: limits set, handles freed, traps caught. */
  function enter(limits: EvaluationLimits, run: () => QuickJSHandle | Outcome): Outcome {
    deadline = performance.now() + limits.timeout_ms
    runtime.setMemoryLimit(limits.memory_bytes)
    try {
      const answer = run()
      if ('ok' in answer) return answer
      const text = context.getString(answer)
      answer.dispose()
      return read(text)
    } catch (error) {
      return trapped(error)
    } finally {
      if (!spent && runtime.hasPendingJob()) spent = true
    }
  }

  function read(text: string): Outcome {
    if (text.startsWith('v')) return { ok: true, json: text.slice(1) }
    const failure: { name: string; message: string; index?: number } = JSON.parse(text.slice(1))
    return failed(failure)
  }

  function failed(failure: { name: string; message: string; index?: number }): Outcome {
    const kind = kindOf(failure)
    if (kind === 'memory') spent = true
    return { ok: false, kind, ...failure }
  }

  function trapped(error: unknown): Outcome {
    spent = true
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, kind: 'trap', name: 'Error', message }
  }

  function compile(program: Program): QuickJSHandle | Outcome {
    const key = `${program.names.join()}\n${program.source}`
    const kept = programs.get(key)
    if (kept) return kept
    // A NUL would end the C string; inside a literal, the only place where one parses, the escape means the same.
    const source = program.source.replaceAll('\0', '\\x00')
    const code = `(function(){"use strict";return({${program.names.join()}})=>(\n${source}\n)})()`
    const result = context.evalCode(code, 'expression.js')
    if (result.error) return failed(describe(context, result.error))
    programs.set(key, result.value)
    return result.value
  }

  function call(fn: QuickJSHandle, kept: readonly QuickJSHandle[], fresh: readonly QuickJSHandle[]) {
    const result = context.callFunction(fn, context.undefined, ...kept, ...fresh)
    for (const handle of fresh) handle.dispose()
    return result.error ? failed(describe(context, result.error)) : result.value
  }

  return {
    evaluate: (program, scopeJson, limits) =>
      enter(limits, () => {
        const fn = compile(program)
        return 'ok' in fn ? fn : call(one, [fn], [context.newString(scopeJson)])
      }),
    begin: (shared, limits) =>
      enter(limits, () =>
        call(
          beginSeries,
          [],
          [
            context.newString(shared.scope),
            context.newString(shared.items),
            shared.careful ? context.true : context.false,
          ],
        ),
      ),
    each: (program, chunk, limits) =>
      enter(limits, () => {
        const fn = compile(program)
        if ('ok' in fn) return fn
        return call(eachOf, [fn], [context.newString(chunk.json), context.newNumber(chunk.first)])
      }),
    end: () => {
      if (!spent) enter({ timeout_ms: 1000, memory_bytes: -1 }, () => call(endSeries, [], []))
    },
    get spent() {
      return spent
    },
    dispose: () => {
      // QuickJS aborts when it finds leaks after a failed allocation; the whole module is dropped with it, so let it.
      try {
        programs.clear()
        for (const handle of [one, beginSeries, eachOf, endSeries]) handle.dispose()
        context.dispose()
        runtime.dispose()
      } catch {
        spent = true
      }
    },
  }
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
