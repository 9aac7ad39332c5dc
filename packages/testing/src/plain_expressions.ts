import { type ExpressionService, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** Evaluates in this process, without a sandbox: only for expressions that a test wrote itself. */
export function createPlainExpressions(): ExpressionService {
  const functions = new Map<string, (...values: unknown[]) => JsonValue>()
  return {
    evaluate,
    evaluateEach: (expression, items, scope) =>
      items.map((item, index) => evaluate(expression, { ...scope, item, index, items: [...items] })),
  }

  function evaluate(expression: string, scope: JsonObject): JsonValue {
    try {
      const names = Object.keys(scope)
      const key = `${expression}\n${names.join()}`
      const compiled = functions.get(key) ?? compile(expression, names)
      functions.set(key, compiled)
      return compiled(...Object.values(scope)) ?? null
    } catch (error) {
      throw new NodeError('expression_failed', error instanceof Error ? error.message : String(error))
    }
  }
}

function compile(expression: string, names: string[]): (...values: unknown[]) => JsonValue {
  // oxlint-disable-next-line no-new-func, no-implied-eval -- the tests' own text, in the tests' own process
  return new Function(...names, `return (${expression})`) as (...values: unknown[]) => JsonValue
}
