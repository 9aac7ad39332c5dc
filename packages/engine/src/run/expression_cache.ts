import { parseExpression } from '@llamanexus/workflow'
import { type CompiledExpression, compileExpression } from '../plan/compile_value.ts'

export type ReadExpression = (source: string) => Pick<CompiledExpression, 'roots' | 'nodes'>

const CAPACITY = 2_000

/** Remembers what bare expressions read, so that each text is parsed once and not once for each start of its node. */
export function createExpressionCache(): ReadExpression {
  const known = new Map<string, Pick<CompiledExpression, 'roots' | 'nodes'>>()
  return (source) => {
    const hit = known.get(source)
    if (hit) return hit
    const parsed = parseExpression(source)
    // One that does not parse reads nothing; the expression service says what is wrong with it.
    const reads = parsed.ok ? compileExpression(parsed.expression) : { roots: [], nodes: [] }
    if (known.size >= CAPACITY) known.clear()
    known.set(source, reads)
    return reads
  }
}
