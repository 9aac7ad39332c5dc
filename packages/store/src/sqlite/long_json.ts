import type { JsonValue } from '@llamanexus/workflow'

/** Items of a list that are written at once: a millisecond or so of work. */
const PIECE_ITEMS = 2000
/** How deep a long list is looked for. Deeper ones are rare, and written at once like everything short. */
const MAX_DEPTH = 3

/** Whether a value holds a list so long that writing it in one go would hold up the thread. */
export const isLong = (value: JsonValue | undefined, depth = 0): boolean => {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.length > PIECE_ITEMS
  if (depth === MAX_DEPTH) return false
  for (const key in value) if (isLong(value[key], depth + 1)) return true
  return false
}

/** The text that `JSON.stringify` gives, in pieces that are each quick to make where a long list is the reason. */
export function* jsonPieces(value: JsonValue, depth = 0): Generator<string> {
  if (!isLong(value, depth)) yield JSON.stringify(value)
  else if (Array.isArray(value)) yield* listPieces(value)
  else yield* recordPieces(value as { [key: string]: JsonValue }, depth)
}

function* listPieces(list: readonly JsonValue[]): Generator<string> {
  for (let first = 0; first < list.length; first += PIECE_ITEMS) {
    const part = JSON.stringify(list.slice(first, first + PIECE_ITEMS)).slice(1, -1)
    yield `${first === 0 ? '[' : ','}${part}`
  }
  yield ']'
}

function* recordPieces(record: { [key: string]: JsonValue | undefined }, depth: number): Generator<string> {
  let before = '{'
  for (const [key, value] of Object.entries(record)) {
    if (value === undefined) continue
    yield `${before}${JSON.stringify(key)}:`
    yield* jsonPieces(value, depth + 1)
    before = ','
  }
  yield '}'
}
