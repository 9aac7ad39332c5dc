import type { JsonValue } from '@llamanexus/workflow'

/** `problem` is a sentence; it is a function because finding the place walks the whole text. */
export type ParsedJson = { ok: true; value: JsonValue } | { ok: false; problem: () => string }

export interface JsonLimits {
  /** Characters of text. */
  max_length: number
  /** Lists and objects inside one another. */
  max_depth: number
}

/** Deep enough for any real data, shallow enough for every recursive reader after it. */
export const DEFAULT_JSON_LIMITS: JsonLimits = { max_length: 50_000_000, max_depth: 256 }

/** Strict JSON within limits; the problem says where it is. */
export function parseJson(text: string, limits: JsonLimits = DEFAULT_JSON_LIMITS): ParsedJson {
  if (text.length > limits.max_length)
    return {
      ok: false,
      problem: () => `The text has ${text.length} characters; at most ${limits.max_length} are read`,
    }
  try {
    const value: JsonValue = JSON.parse(text)
    if (isDeeper(value, limits.max_depth))
      return { ok: false, problem: () => `The JSON is nested deeper than ${limits.max_depth} levels` }
    return { ok: true, value }
  } catch {
    return { ok: false, problem: () => describeError(text) }
  }
}

/** Walks level by level, so that depth costs no stack. */
function isDeeper(value: JsonValue, limit: number): boolean {
  let level: JsonValue[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true
    const next: JsonValue[] = []
    for (const item of level)
      if (typeof item === 'object' && item !== null)
        for (const child of Object.values(item))
          if (typeof child === 'object' && child !== null) next.push(child)
    level = next
  }
  return false
}

function describeError(text: string): string {
  if (text.trim() === '') return 'The text is empty'
  const at = errorOffset(text)
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  if (at >= text.length) return `The JSON ends too early, at line ${line}, column ${column}`
  const near = text.slice(Math.max(0, at - 15), at + 15).replaceAll(/\s+/g, ' ')
  return `The JSON is wrong at line ${line}, column ${column}, near: ${near}`
}

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\r\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y

/** What may come next: a value, a value or the end of an empty list, a key, … */
type Expect = 'value' | 'value_or_end' | 'key' | 'key_or_end' | 'colon' | 'comma_or_end' | 'nothing'

/**
 * Where the text stops being JSON. The engine's own message leaves the place out for some errors, so the grammar is
 * walked once more, with a list in place of recursion.
 */
function errorOffset(text: string): number {
  const open: ('{' | '[')[] = []
  let expect: Expect = 'value'
  let offset = 0
  const afterValue = (): Expect => (open.length > 0 ? 'comma_or_end' : 'nothing')
  while (offset < text.length) {
    TOKEN.lastIndex = offset
    const match = TOKEN.exec(text)
    const start = offset + (/^[ \t\r\n]*/.exec(text.slice(offset, offset + 1000))?.[0].length ?? 0)
    if (!match) return start
    const [whole, sign, string] = match
    const next: Expect | undefined =
      sign === undefined ? afterScalar(expect, string !== undefined, afterValue()) : afterSign(sign)
    if (next === undefined) return start
    expect = next
    offset += whole.length
  }
  return offset

  function afterSign(sign: string): Expect | undefined {
    const wantsValue = expect === 'value' || expect === 'value_or_end'
    if (sign === '{' || sign === '[') {
      if (!wantsValue) return undefined
      open.push(sign)
      return sign === '{' ? 'key_or_end' : 'value_or_end'
    }
    if (sign === ':') return expect === 'colon' ? 'value' : undefined
    const inside = open.at(-1)
    if (sign === ',') {
      if (expect !== 'comma_or_end') return undefined
      return inside === '{' ? 'key' : 'value'
    }
    const ends = expect === 'comma_or_end' || expect === (sign === '}' ? 'key_or_end' : 'value_or_end')
    if (!ends || inside !== (sign === '}' ? '{' : '[')) return undefined
    open.pop()
    return afterValue()
  }
}

function afterScalar(expect: Expect, isString: boolean, afterValue: Expect): Expect | undefined {
  if (expect === 'value' || expect === 'value_or_end') return afterValue
  if (isString && (expect === 'key' || expect === 'key_or_end')) return 'colon'
  return undefined
}
