import {
  type Expression,
  type JsonValue,
  parseTemplate,
  pointerTo,
  secretName,
  unwrapBare,
} from '@llamanexus/workflow'

/** An expression with what it reads, so that only that is put into its scope. */
export interface CompiledExpression {
  readonly source: string
  readonly roots: readonly string[]
  /** Ids of the nodes that it reads; null when that depends on a value. */
  readonly nodes: readonly string[] | null
}

/** A value of `config` or `inputs` whose strings have been read as templates. */
export type Compiled =
  /** `recorded`: differs from what stands in the document, so the log keeps it. */
  | { readonly kind: 'plain'; readonly value: JsonValue; readonly recorded?: true }
  | { readonly kind: 'expression'; readonly expression: CompiledExpression }
  | { readonly kind: 'mixed'; readonly parts: readonly (string | CompiledExpression | CompiledSecret)[] }
  /** Resolved when the node is started, for its executor only. */
  | ({ readonly kind: 'secret' } & CompiledSecret)
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Compiled])[] }
  | { readonly kind: 'array'; readonly items: readonly Compiled[] }
  | {
      readonly kind: 'error'
      readonly code: 'expression_failed' | 'secret_misplaced'
      readonly message: string
    }

export interface CompiledSecret {
  readonly secret: string
}

/** How a string is read, and whether it may hold a secret. */
export interface Reading {
  readonly kind: 'template' | 'bare'
  readonly secret: boolean
}

/** How the string at a JSON pointer within the node is read; undefined where it is another language's text. */
export type ReadingAt = (pointer: string) => Reading | undefined

export function compileValue(value: JsonValue, pointer: string, readingAt: ReadingAt): Compiled {
  if (typeof value === 'string') return compileText(value, readingAt(pointer))
  if (typeof value !== 'object' || value === null) return { kind: 'plain', value }
  const compileAt = (key: string, item: JsonValue) => compileValue(item, pointerTo(pointer, key), readingAt)
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileAt(String(index), item))
    return items.every(isUntouched) ? { kind: 'plain', value } : { kind: 'array', items }
  }
  const entries = Object.entries(value).map(([key, item]) => [key, compileAt(key, item)] as const)
  return entries.every(([, item]) => isUntouched(item))
    ? { kind: 'plain', value }
    : { kind: 'object', entries }
}

export function compileExpression(expression: Expression): CompiledExpression {
  const { source, roots, references } = expression
  const reads = references.filter((reference) => reference.root === 'nodes').map(({ path }) => path[0])
  const nodes = reads.every((id) => id !== undefined) ? [...new Set(reads.map(String))] : null
  return { source, roots, nodes }
}

/** The names of the secrets in a value, each once. */
export function secretsIn(compiled: Compiled): string[] {
  switch (compiled.kind) {
    case 'secret':
      return [compiled.secret]
    case 'mixed':
      return unique(
        compiled.parts.flatMap((part) => (typeof part !== 'string' && 'secret' in part ? part.secret : [])),
      )
    case 'array':
      return unique(compiled.items.flatMap(secretsIn))
    case 'object':
      return unique(compiled.entries.flatMap(([, item]) => secretsIn(item)))
    default:
      return []
  }
}

const unique = (names: readonly string[]): string[] => [...new Set(names)]

function compileText(text: string, reading: Reading | undefined): Compiled {
  if (reading === undefined || !text.includes('{{')) return { kind: 'plain', value: text }
  // A field that is an expression by nature is handed on as text, without the braces around it.
  if (reading.kind === 'bare') return { kind: 'plain', value: unwrapBare(text), recorded: true }
  const template = parseTemplate(text)
  switch (template.kind) {
    case 'literal':
      return { kind: 'plain', value: template.text, recorded: true }
    case 'expression':
      return compileWhole(template.expression, reading)
    case 'mixed': {
      const parts = template.parts.map((part) =>
        'text' in part ? part.text : compileWhole(part.expression, reading),
      )
      const fault = parts.find((part) => typeof part !== 'string' && part.kind === 'error')
      if (typeof fault === 'object') return fault
      return {
        kind: 'mixed',
        parts: parts.map((part) => {
          if (typeof part === 'string') return part
          return part.kind === 'expression'
            ? part.expression
            : { secret: part.kind === 'secret' ? part.secret : '' }
        }),
      }
    }
    case 'error':
      return { kind: 'error', code: 'expression_failed', message: template.message }
  }
}

/** An expression, or a secret where it is one by itself: nothing can be computed from a secret. */
function compileWhole(
  expression: Expression,
  { secret }: Reading,
): Extract<Compiled, { kind: 'expression' | 'secret' | 'error' }> {
  if (!expression.references.some(({ root }) => root === 'secrets'))
    return { kind: 'expression', expression: compileExpression(expression) }
  const name = secretName(expression.source)
  if (secret && name !== undefined) return { kind: 'secret', secret: name }
  const message = secret
    ? 'A secret stands by itself, as in "Bearer {{ secrets.name }}": nothing can be computed from it'
    : 'A secret can be read only in a field that is made for one'
  return { kind: 'error', code: 'secret_misplaced', message }
}

const isUntouched = (compiled: Compiled): boolean => compiled.kind === 'plain' && !compiled.recorded
