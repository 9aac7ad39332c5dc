import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { decodeText } from '../decode_text.ts'
import { broken, DocumentFailure } from '../document_failure.ts'
import type { Part, ReadContext } from '../parse_job.ts'
import { rowParts } from '../row_parts.ts'

/** One document of all of it, or one for each item of a list in it. JSON lines are such a list. */
export function readJson(context: ReadContext): Part[] {
  const { name, split, media_type = '' } = context
  const { text, encoding } = decodeText(context)
  const isLines =
    /\.(?:jsonl|ndjson)$/i.test(name) || /jsonl|ndjson/i.test(media_type) || looksLikeLines(text)
  if (!isLines && split.items_path === undefined)
    return [{ key: '', text: pretty(parsed(text)), metadata: encoding }]
  const items = isLines ? linesOf(text) : listAt(parsed(text), split.items_path ?? '$')
  if (!items.every(isObject))
    return items.map((item, at) => ({
      key: `item ${at + 1}`,
      text: pretty(item),
      metadata: { ...encoding, item: at + 1 },
    }))
  const rows = items.map((fields, at) => ({ number: at + 1, fields }))
  return rowParts(rows, split, { what: 'item', metadata: encoding })
}

function parsed(text: string, where = ''): JsonValue {
  try {
    return (LONG_NUMBER.test(text) ? JSON.parse(text, exactly) : JSON.parse(text)) as JsonValue
  } catch (error) {
    throw broken(
      `${where}It is no JSON: ${(error as Error).message}`,
      'Mend what is named, or load it as text.',
      error,
    )
  }
}

/** The first line is JSON, and there are more that begin as it does: all together they are none. */
function looksLikeLines(text: string): boolean {
  const [first = '', next] = /^\s*([{[].*[}\]])[^\S\n]*\n\s*([{[])/.exec(text)?.slice(1) ?? []
  if (next === undefined || !first.startsWith(next)) return false
  try {
    JSON.parse(first)
    return true
  } catch {
    return false
  }
}

const LONG_NUMBER = /\d{16}/

/** Whole numbers that JavaScript cannot hold are ids: their digits stay what they are, as a text. */
const exactly = (_key: string, value: JsonValue, context?: { source?: string }): JsonValue =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? (context?.source ?? value)
    : value

const linesOf = (text: string): JsonValue[] =>
  text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [parsed(line, `Line ${at + 1}: `)]))

/** Follows `data.articles`, `pages[0].items` or `$`. */
function listAt(value: JsonValue, path: string): JsonValue[] {
  const steps = path.match(/[^.[\]"']+/g)?.filter((step, at) => at > 0 || step !== '$') ?? []
  let found: JsonValue | undefined = value
  for (const step of steps)
    found =
      found !== null && typeof found === 'object' && Object.hasOwn(found, step)
        ? Reflect.get(found, step)
        : undefined
  if (Array.isArray(found)) return found
  throw new DocumentFailure({
    code: 'fields_missing',
    message: `There is no list at "${path.slice(0, 100)}"`,
    hint: isObject(value)
      ? `At the top there are: ${Object.keys(value).slice(0, 20).join(', ')}.`
      : 'Use $ for a list at the top.',
    field: 'items_path',
  })
}

const pretty = (value: JsonValue): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2)

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
