import type { JsonValue } from '@llamanexus/workflow'
import { jsonrepair } from 'jsonrepair'
import { parseJson } from './parse_json.ts'

export interface FoundJson {
  value: JsonValue
  /** Characters of text it was read from. */
  length: number
  /** False where the text was not JSON as it stood and had to be mended. */
  exact: boolean
}

/**
 * The JSON objects and lists in a text as language models write it: inside a fence, between sentences, with single
 * quotes, comments, trailing commas, Python's `True` and `None`, or cut off. In the order of the text; those inside
 * another are part of it.
 */
export function findJson(text: string): FoundJson[] {
  const whole = read(text.trim())
  if (whole?.exact) return [whole]
  for (const blocks of [fenced(text, /json\w*/i), fenced(text, /\w*/)]) {
    const found = blocks.flatMap(findInText)
    if (found.length > 0) return found
  }
  return findInText(text)
}

/** What stands between three backticks; the last fence may be missing. */
function fenced(text: string, language: RegExp): string[] {
  const fence = new RegExp(
    `\`\`\`[ \\t]*${language.source}[ \\t]*\\r?\\n([\\s\\S]*?)(?:\`\`\`|$)`,
    language.flags + 'g',
  )
  return Array.from(text.matchAll(fence), (match) => match[1] ?? '')
}

function findInText(text: string): FoundJson[] {
  const { closed, open } = brackets(text)
  // An opening bracket that is never closed: the rest was cut off, or it is a stray bracket in a sentence.
  const cut = open.map((start) => ({ start, end: text.length }))
  const found: (FoundJson & Range)[] = []
  // Text made of brackets alone has as many candidates as characters; what is read is a multiple of the text at most.
  let budget = 4 * text.length + 100_000
  for (const range of [...cut, ...closed].toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = found.at(-1)
    const candidate = text.slice(range.start, range.end)
    if ((last && range.start < last.end) || !LOOKS_LIKE_JSON.test(candidate)) continue
    budget -= candidate.length
    if (budget < 0) break
    const json = read(candidate)
    if (json) found.push({ ...json, ...range })
  }
  return found.map(({ value, length, exact }) => ({ value, length, exact }))
}

interface Range {
  start: number
  end: number
}

/** One walk over the text: pairs of brackets, and brackets that stay open. Brackets inside strings do not count. */
function brackets(text: string): { closed: Range[]; open: number[] } {
  const closed: Range[] = []
  const open: number[] = []
  const unended = new Set<string>()
  let lastSign = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '{' || char === '[') open.push(at)
    else if (char === '}' || char === ']') {
      const pair = char === '}' ? '{' : '['
      // A bracket of the other kind that was never closed is passed over; many of them are no JSON.
      const up = open.slice(-8).findLastIndex((start) => text[start] === pair)
      const start = open[Math.max(0, open.length - 8) + up]
      if (up >= 0 && start !== undefined) {
        closed.push({ start, end: at + 1 })
        open.length = open.indexOf(start, -8)
      }
    } else if (open.length > 0 && isStringStart(char, lastSign) && !unended.has(char)) {
      const end = stringEnd(text, at)
      if (end === undefined) unended.add(char)
      else at = end
    }
    if (/\S/.test(char)) lastSign = char
  }
  return { closed, open }
}

/** An apostrophe in a sentence is no quote: a single quote starts a string only where a key or a value can stand. */
const isStringStart = (char: string, before: string): boolean =>
  char === '"' || (char === "'" && ['{', '[', ',', ':'].includes(before))

function stringEnd(text: string, start: number): number | undefined {
  const quote = text[start]
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote && (quote === '"' || /^\s*(?:[,:}\]]|$)/.test(text.slice(at + 1, at + 20))))
      return at
  }
  return undefined
}

/** `[see there]` and `{curly words}` are not JSON, though they could be mended into it. */
const LOOKS_LIKE_JSON =
  /^(?:\{\s*(?:\}|["']|\/[/*]|[A-Za-z_$][\w$]*\s*:)|\[\s*(?:\]|["'{[\d-]|\/[/*]|(?:true|false|null|True|False|None)\b))/

function read(candidate: string): FoundJson | undefined {
  if (!LOOKS_LIKE_JSON.test(candidate)) return undefined
  const exact = parseJson(candidate)
  if (exact.ok) return { value: exact.value, length: candidate.length, exact: true }
  try {
    const mended = parseJson(jsonrepair(candidate))
    return mended.ok ? { value: mended.value, length: candidate.length, exact: false } : undefined
  } catch {
    return undefined
  }
}
