import { type Expression, type JsonValue, parseTemplate, pointerTo, unwrapBare } from '@llamanexus/workflow'

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
  | { readonly kind: 'mixed'; readonly parts: readonly (string | CompiledExpression)[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Compiled])[] }
  | { readonly kind: 'array'; readonly items: readonly Compiled[] }
  | { readonly kind: 'error'; readonly message: string }

/** How the string at a JSON pointer within the node is read; undefined where it is another language's text. */
export type ReadingAt = (pointer: string) => 'template' | 'bare' | undefined

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

function compileText(text: string, reading: ReturnType<ReadingAt>): Compiled {
  if (reading === undefined || !text.includes('{{')) return { kind: 'plain', value: text }
  // A field that is an expression by nature is handed on as text, without the braces around it.
  if (reading === 'bare') return { kind: 'plain', value: unwrapBare(text), recorded: true }
  const template = parseTemplate(text)
  switch (template.kind) {
    case 'literal':
      return { kind: 'plain', value: template.text, recorded: true }
    case 'expression':
      return { kind: 'expression', expression: compileExpression(template.expression) }
    case 'mixed':
      return {
        kind: 'mixed',
        parts: template.parts.map((part) =>
          'text' in part ? part.text : compileExpression(part.expression),
        ),
      }
    case 'error':
      return { kind: 'error', message: template.message }
  }
}

const isUntouched = (compiled: Compiled): boolean => compiled.kind === 'plain' && !compiled.recorded
