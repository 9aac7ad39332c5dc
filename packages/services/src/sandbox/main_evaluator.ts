import { createEvaluator, type Evaluator, type Outcome, type Program } from './evaluator.ts'
import { loadQuickJs } from './quickjs_module.ts'

export interface MainEvaluator {
  /** Undefined where this thread cannot answer: it is not loaded yet, or the evaluation reached a limit and belongs in a worker. */
  evaluate(program: Program, scopeJson: string): Outcome | undefined
  /** Set while it loads: then it is worth asking again, and cheaper than starting a worker. */
  loading(): Promise<void> | undefined
  close(): void
}

const LIMITS = { timeout_ms: 5, memory_bytes: 16 << 20 }

/** The warm QuickJS of this thread, loaded when first asked for and replaced when it is spent. */
export function createMainEvaluator(): MainEvaluator {
  let evaluator: Evaluator | undefined
  let loading: Promise<void> | undefined
  let closed = false

  async function load(): Promise<void> {
    try {
      const module = await loadQuickJs()
      if (!closed) evaluator = createEvaluator(module)
    } catch {
      // Where this thread cannot have one, the workers answer everything, and say what is wrong if they cannot either.
      closed = true
    } finally {
      loading = undefined
    }
  }

  function evaluate(program: Program, scopeJson: string): Outcome | undefined {
    if (closed) return undefined
    if (evaluator?.spent) drop()
    if (!evaluator) {
      loading ??= load()
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

  return { evaluate, loading: () => loading, close }
}

/** A deeper stack is to be had in a worker, as are time and memory. */
function isFinal(failure: Extract<Outcome, { ok: false }>): boolean {
  return failure.kind === 'thrown' && failure.message !== 'stack overflow'
}
