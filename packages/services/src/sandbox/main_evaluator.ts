import { createEvaluator, type Evaluator, type Outcome, type Program } from './evaluator.ts'
import { loadQuickJs } from './quickjs_module.ts'

export interface MainEvaluator {
  /** Undefined where this thread cannot answer: not loaded yet, or the evaluation reached a limit and belongs in a worker. */
  evaluate(program: Program, scopeJson: string): Outcome | undefined
  close(): void
}

const LIMITS = { timeout_ms: 5, memory_bytes: 16 << 20 }

/** The warm QuickJS of this thread, loaded when first asked for and replaced when it is spent. */
export function createMainEvaluator(): MainEvaluator {
  let evaluator: Evaluator | undefined
  let loading = false
  let closed = false

  async function load(): Promise<void> {
    loading = true
    const module = await loadQuickJs()
    loading = false
    if (!closed) evaluator = createEvaluator(module)
  }

  function evaluate(program: Program, scopeJson: string): Outcome | undefined {
    if (closed) return undefined
    if (evaluator?.spent) drop()
    if (!evaluator) {
      if (!loading) void load()
      return undefined
    }
    const outcome = evaluator.evaluate(program, scopeJson, LIMITS)
    return outcome.ok || isFinal(outcome) ? outcome : undefined
  }

  function drop(): void {
    evaluator?.dispose()
    evaluator = undefined
  }

  function close(): void {
    closed = true
    drop()
  }

  return { evaluate, close }
}

/** A deeper stack is to be had in a worker, as are time and memory. */
function isFinal(failure: Extract<Outcome, { ok: false }>): boolean {
  return failure.kind === 'thrown' && failure.message !== 'stack overflow'
}
