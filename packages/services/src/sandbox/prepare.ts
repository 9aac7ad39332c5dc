import { type Expression, type JsonObject, type JsonValue, parseExpression } from '@llamanexus/workflow'
import type { Program } from './evaluator.ts'
import { syntaxFailure } from './expression_failure.ts'
import { isLight } from './is_light.ts'
import { createLru, type Lru } from './lru.ts'
import { project, type Reads, readsOf } from './project.ts'

/** An expression read once: what it needs from the scope, and whether it may run on the main thread. */
export interface Prepared {
  readonly source: string
  /** Set for a plain property path. */
  readonly path?: readonly (string | number)[]
  /** Free names, `item` and `items` among them where they are read. */
  readonly roots: readonly string[]
  readonly light: boolean
  /** It calls methods that change arrays or objects in place. */
  readonly mutates: boolean
  /** What is read below a name of the scope. */
  reads(root: string): Reads
}

/** Reads an expression, keeping the last few hundred. Throws `NodeError` `expression_failed` where it does not parse. */
export function createPrepare(): (source: string) => Prepared {
  const kept: Lru<Prepared> = createLru(1000)
  return (source) => {
    const found = kept.get(source)
    if (found) return found
    const prepared = describe(source)
    kept.set(source, prepared)
    return prepared
  }
}

/** The program for this scope, and the part of the scope that it reads, as JSON text. */
export function bind(
  prepared: Prepared,
  scope: JsonObject,
  added: readonly string[] = [],
): { program: Program; json: string } {
  const known = prepared.roots.filter((root) => Object.hasOwn(scope, root) && !added.includes(root))
  const thin: Record<string, JsonValue> = {}
  for (const root of known) thin[root] = project(scope[root] ?? null, prepared.reads(root))
  const names = [...known, ...added.filter((name) => prepared.roots.includes(name))]
  return { program: { source: prepared.source, names }, json: JSON.stringify(thin) }
}

function describe(source: string): Prepared {
  const result = parseExpression(source)
  if (!result.ok) throw syntaxFailure(source, result.message)
  const { expression } = result
  const reads = new Map<string, Reads>()
  for (const root of expression.roots) reads.set(root, readsOf(pathsBelow(expression, root)))
  return {
    source,
    path: expression.path,
    roots: expression.roots,
    light: isLight(expression),
    mutates: MUTATORS.test(source),
    reads: (root) => reads.get(root) ?? 'whole',
  }
}

const pathsBelow = (expression: Expression, root: string) =>
  expression.references.filter((reference) => reference.root === root).map((reference) => reference.path)

const MUTATORS =
  /\b(?:sort|reverse|push|pop|shift|unshift|splice|fill|copyWithin|assign|Reflect|define\w*|set\w*)\b|\\u|\]\s*(?:\?\.)?\s*\(/
