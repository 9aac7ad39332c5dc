import type { JsonValue } from './document.ts'
import { pointerTo } from './pointer.ts'

export type JsonResult = { ok: true; value: JsonValue } | { ok: false; message: string; pointer: string }

export interface JsonLimits {
  /** Levels of arrays and objects. */
  max_depth: number
  /** Values in all; holds off a value that contains itself many times over. */
  max_values: number
}

/**
 * Copies a value of unknown origin as plain JSON. Refuses what JSON cannot hold (functions, dates, NaN, circles), and
 * the key `__proto__`, which would mean something else in a copy. Properties that are undefined are left out.
 */
export function toJsonValue(value: unknown, limits: JsonLimits): JsonResult {
  try {
    return { ok: true, value: copy(value, '', 0, { left: limits.max_values, max_depth: limits.max_depth }) }
  } catch (error) {
    if (error instanceof NotJson) return { ok: false, message: error.message, pointer: error.pointer }
    // A getter or a proxy threw: whatever it is, it is not JSON.
    return { ok: false, message: 'The document is not plain JSON data.', pointer: '' }
  }
}

class NotJson extends Error {
  readonly pointer: string
  constructor(message: string, pointer: string) {
    super(message)
    this.pointer = pointer
  }
}

interface Budget {
  left: number
  max_depth: number
}

function copy(value: unknown, pointer: string, depth: number, budget: Budget): JsonValue {
  budget.left -= 1
  if (budget.left < 0) throw new NotJson('The document holds too many values.', '')
  if (depth > budget.max_depth) {
    throw new NotJson(
      `Values are nested deeper than ${budget.max_depth} levels. Make the data flatter.`,
      pointer,
    )
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotJson('Not a number that JSON can hold.', pointer)
    return value === 0 ? 0 : value
  }
  if (Array.isArray(value)) {
    // Unlike `map`, this comes by the holes of a sparse array too.
    return Array.from(value, (item: unknown, index) => copy(item, pointerTo(pointer, index), depth + 1, budget))
  }
  if (isPlainObject(value)) {
    const object: { [key: string]: JsonValue } = {}
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') throw new NotJson('The key "__proto__" is not allowed. Rename it.', pointer)
      if (item !== undefined) object[key] = copy(item, pointerTo(pointer, key), depth + 1, budget)
    }
    return object
  }
  throw new NotJson(`A value of type ${typeof value} cannot be part of a document.`, pointer)
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}
