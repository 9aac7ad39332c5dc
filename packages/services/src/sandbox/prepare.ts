import { type Expression, type JsonObject, type JsonValue, parseExpression } from '@llamanexus/workflow'
import type { Program } from './evaluator.ts'
import { syntaxFailure } from './expression_failure.ts'
import { isLight } from './is_light.ts'
import { createLru, type Lru } from './lru.ts'
import { type Plain, plainOf } from './plain.ts'
import { project, type Reads, readsOf } from './project.ts'

/** An expression read once: what it needs from the scope, and whether it may run on the main thread. */
export interface Prepared {
  readonly source: string
  /** Set for a plain property path. */
  readonly path?: readonly (string | number)[]
  /** The path has `?.` in it. */
  readonly optional: boolean
  /** Free names, `item` and `items` among them where they are read. */
  readonly roots: readonly string[]
  readonly light: boolean
  /** Set where it only compares and calculates, which needs no sandbox. */
  readonly plain?: Plain
  /** It calls methods that change arrays or objects in place. */
  readonly mutates: boolean
  /** What is read below a name of the scope. */
  reads(root: string): Reads
  /** One and the same object for the same names, so that what is compiled from it is found by identity. */
  program(names: readonly string[]): Program
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
  const thin: Record<string, JsonValue> = {}
  const names: string[] = []
  for (const root of prepared.roots) {
    if (added.includes(root)) names.push(root)
    else if (Object.hasOwn(scope, root)) {
      names.push(root)
      thin[root] = project(scope[root] ?? null, prepared.reads(root))
    }
  }
  return { program: prepared.program(names), json: JSON.stringify(thin) }
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
    optional: expression.references.some((reference) => reference.has_default),
    roots: expression.roots,
    light: isLight(expression),
    plain: plainOf(source),
    mutates: MUTATORS.test(source),
    reads: (root) => reads.get(root) ?? 'whole',
    program: programsOf(source),
  }
}

/** Scopes of one expression nearly always have the same names, so the last program is tried first. */
function programsOf(source: string): (names: readonly string[]) => Program {
  let last: Program | undefined
  return (names) => {
    const same = last?.names.length === names.length && names.every((name, at) => name === last?.names[at])
    if (!last || !same) last = { source, names }
    return last
  }
}

const pathsBelow = (expression: Expression, root: string) =>
  expression.references.filter((reference) => reference.root === root).map((reference) => reference.path)

const MUTATORS =
  /\b(?:sort|reverse|push|pop|shift|unshift|splice|fill|copyWithin|assign|Reflect|define\w*|set\w*)\b|\\u|\]\s*(?:\?\.)?\s*\(/
