import { type Expression, MAX_EXPRESSION_LENGTH, parseAt, parseExpression } from './parse_expression.ts'

/** Offsets are into the text of the field; `start` to `end` is the expression's source without its braces. */
export interface TemplateExpression {
  expression: Expression
  start: number
  end: number
}

export type TemplatePart = { text: string } | TemplateExpression

/** What a string in `config` or `inputs` holds. */
export type Template =
  /** No expression. `\{{` has become `{{`. */
  | { kind: 'literal'; text: string }
  /** One expression and nothing else but white space: its value keeps its type. */
  | ({ kind: 'expression' } & TemplateExpression)
  /** The results are joined as text. */
  | { kind: 'mixed'; parts: TemplatePart[] }
  | { kind: 'error'; message: string; at: number }

/**
 * Reads a string that may hold `{{ expression }}`. An expression ends at the first `}}` where it parses, so braces and
 * strings inside it are its own. `{{` with no `}}` anywhere behind it is text, and so is `\{{`.
 *
 * @example parseTemplate('Hello {{ trigger.name }}')
 */
export function parseTemplate(text: string): Template {
  const parts: TemplatePart[] = []
  let literal = ''
  let from = 0
  const spare = { tries: MAX_TRIES }
  for (;;) {
    const open = text.indexOf('{{', from)
    if (open === -1 || text.indexOf('}}', open + 2) === -1) break
    if (text[open - 1] === '\\' && open > from) {
      literal += `${text.slice(from, open - 1)}{{`
      from = open + 2
      continue
    }
    const read = readExpression(text, open + 2, spare)
    if (!('expression' in read)) return read
    literal += text.slice(from, open)
    if (literal !== '') parts.push({ text: literal })
    parts.push({ expression: read.expression, start: read.start, end: read.end })
    literal = ''
    from = read.next
  }
  literal += text.slice(from).replaceAll('\\{{', '{{')
  return toTemplate(parts, literal)
}

/** The expression in a field that takes it bare: text wrapped whole in `{{ }}` is unwrapped, other text is itself. */
export function unwrapBare(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.startsWith('{{') || !trimmed.endsWith('}}')) return text
  const template = parseTemplate(trimmed)
  if (template.kind === 'expression') return template.expression.source
  // Unwrapped though it does not parse, so that the fault is told about the expression and not about the braces.
  return template.kind === 'error' ? trimmed.slice(2, -2).trim() : text
}

function toTemplate(parts: TemplatePart[], rest: string): Template {
  if (parts.length === 0) return { kind: 'literal', text: rest }
  if (rest !== '') parts.push({ text: rest })
  const [only, ...others] = parts.filter((part) => 'expression' in part || part.text.trim() !== '')
  if (only && 'expression' in only && others.length === 0) return { kind: 'expression', ...only }
  return { kind: 'mixed', parts }
}

type Read = (TemplateExpression & { next: number }) | { kind: 'error'; message: string; at: number }

function readExpression(text: string, from: number, spare: { tries: number }): Read {
  const first = text.indexOf('}}', from)
  const atFirst = readSlice(text, from, first)
  if ('expression' in atFirst) return atFirst
  const end = longestEnd(text, from)
  const atLongest = end === -1 ? atFirst : readSlice(text, from, end)
  if ('expression' in atLongest) return atLongest
  return laterEnd(text, from, first, spare) ?? atFirst
}

/** Where the longest expression ends, if `}}` follows it. One reading finds nearly every end. */
function longestEnd(text: string, from: number): number {
  try {
    const source = text.slice(from, from + MAX_EXPRESSION_LENGTH)
    const { end } = parseAt(source)
    const space = source.slice(end).search(/\S/)
    return space !== -1 && source.startsWith('}}', end + space) ? from + end + space : -1
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return -1
    throw error
  }
}

/** Ends tried one after the other in one text; needed only where a comment hides the braces. */
const MAX_TRIES = 200

function laterEnd(text: string, from: number, first: number, spare: { tries: number }): Read | undefined {
  let end = first
  while (spare.tries > 0) {
    spare.tries -= 1
    end = text.indexOf('}}', end + 1)
    if (end === -1 || end - from > MAX_EXPRESSION_LENGTH) return undefined
    const read = readSlice(text, from, end)
    if ('expression' in read) return read
  }
  return undefined
}

function readSlice(text: string, from: number, to: number): Read {
  const inner = text.slice(from, to)
  const start = from + (inner.length - inner.trimStart().length)
  const result = parseExpression(inner.trim())
  if (!result.ok) return { kind: 'error', message: result.message, at: Math.min(start + result.at, to) }
  return { expression: result.expression, start, end: start + inner.trim().length, next: to + 2 }
}
