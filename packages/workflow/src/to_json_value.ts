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
    return {
      ok: true,
      value: copy(value, { left: limits.max_values, max_depth: limits.max_depth, path: [] }),
    }
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

interface Progress {
  left: number
  max_depth: number
  /** Where the copying is; made into a pointer only for a fault. */
  path: (string | number)[]
}

function copy(value: unknown, at: Progress): JsonValue {
  at.left -= 1
  if (at.left < 0) throw new NotJson('The document holds too many values.', '')
  if (at.path.length > at.max_depth) {
    throw refusal(`Values are nested deeper than ${at.max_depth} levels. Make the data flatter.`, at)
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refusal('Not a number that JSON can hold.', at)
    return value === 0 ? 0 : value
  }
  if (Array.isArray(value)) {
    // Unlike `map`, this comes by the holes of a sparse array too.
    return Array.from(value, (item: unknown, index) => copyAt(index, item, at))
  }
  if (isPlainObject(value)) {
    const object: { [key: string]: JsonValue } = {}
    for (const key of Object.keys(value)) {
      if (key === '__proto__') throw refusal('The key "__proto__" is not allowed. Rename it.', at)
      const item = value[key]
      if (item !== undefined) object[key] = copyAt(key, item, at)
    }
    return object
  }
  throw refusal(`A value of type ${typeof value} cannot be part of a document.`, at)
}

function copyAt(key: string | number, item: unknown, at: Progress): JsonValue {
  at.path.push(key)
  const copied = copy(item, at)
  at.path.pop()
  return copied
}

const refusal = (message: string, { path }: Progress): NotJson => new NotJson(message, pointerTo('', ...path))

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}
