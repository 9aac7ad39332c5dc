import type { JsonValue } from '@llamanexus/workflow'
import type { CustomTypesConfig } from 'pg'

/** What drivers give as JSON: bytes as base64, times as ISO 8601, whole numbers as text where a double would change them. */
export function toJson(value: unknown): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case 'object':
      return value === null ? null : fromObject(value)
    default:
      return null
  }
}

function fromObject(value: object): JsonValue {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(toJson)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toJson(each)]))
}

const INT8 = 20
const INT8_LIST = 1016
const NUMERIC_LIST = 1231
/** date, timestamp and interval, and lists of them: without a zone they are no moments, so they stay as they are written. */
const AS_TEXT = new Set([1082, 1114, 1186])
const LISTS_AS_TEXT = new Set([1115, 1182, 1187, NUMERIC_LIST])
const TEXT_LIST: number = 1009

/** The parsers of `pg` but for the types that they change. */
export async function postgresTypes(): Promise<CustomTypesConfig> {
  const { default: pg } = await import('pg')
  return {
    getTypeParser(oid: number, format?: 'text' | 'binary') {
      if (format === 'binary') return pg.types.getTypeParser(oid, 'binary')
      if (oid === INT8) return (text: string) => toJson(BigInt(text))
      if (oid === INT8_LIST) return (text: string) => wholeNumbers(pg.types.getTypeParser(TEXT_LIST)(text))
      if (AS_TEXT.has(oid)) return (text: string) => text
      return pg.types.getTypeParser(LISTS_AS_TEXT.has(oid) ? TEXT_LIST : oid)
    },
  } as CustomTypesConfig
}

/** A list may hold lists. */
const wholeNumbers = (value: unknown): JsonValue =>
  Array.isArray(value) ? value.map(wholeNumbers) : typeof value === 'string' ? toJson(BigInt(value)) : null
