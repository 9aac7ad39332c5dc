import { createHash } from 'node:crypto'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Scalar } from '../../filter.ts'

/** Metadata as filters ask for them, beside what they are: fields that Qdrant can compare exactly. */
export interface Facets {
  /** What holds of the values, each as a word of its own: is there, is this, has this item. */
  facets: string[]
  numbers: Record<string, number>
  texts: Record<string, string>
  /** Texts in the order of their bytes: the first six as a number, and the next six. */
  first: Record<string, number>
  second: Record<string, number>
}

export function facetsOf(metadata: JsonObject): Facets & JsonObject {
  const found = { facets: [] as string[], numbers: {}, texts: {}, first: {}, second: {} } as Facets &
    JsonObject
  for (const [key, value] of Object.entries(metadata)) enter(found, key, value)
  for (const [key, value] of Object.entries(metadata))
    if (!key.includes('.')) enterInner(found, metadata, key, value)
  return found
}

export const presentFacet = (key: string): string => word(key, 'present', '')
export const equalFacet = (key: string, value: Scalar): string => word(key, 'is', JSON.stringify(value))
export const itemFacet = (key: string, value: Scalar): string => word(key, 'has', JSON.stringify(value))

/** A key of any length and script as a name that needs no quotes in a path. */
export const fieldName = (key: string): string =>
  `f${createHash('sha256').update(key).digest('hex').slice(0, 24)}`

/** The first twelve bytes of a text as two numbers, each exact in a double. */
export function orderNumbers(text: string): { first: number; second: number } {
  const bytes = Buffer.alloc(12)
  Buffer.from(text.slice(0, 12)).copy(bytes)
  return { first: bytes.readUIntBE(0, 6), second: bytes.readUIntBE(6, 6) }
}

function enter(found: Facets, key: string, value: JsonValue): void {
  if (value === null) return
  found.facets.push(presentFacet(key))
  if (Array.isArray(value)) {
    const items = new Set(value.filter(isScalar).map((item) => itemFacet(key, item)))
    found.facets.push(...items)
  } else if (isScalar(value)) {
    found.facets.push(equalFacet(key, value))
    const name = fieldName(key)
    if (typeof value === 'number') found.numbers[name] = value
    if (typeof value !== 'string') return
    found.texts[name] = value
    const { first, second } = orderNumbers(value)
    found.first[name] = first
    found.second[name] = second
  }
}

/** A key with dots leads into objects, unless the metadata have it as it is; a part has no dot of its own. */
function enterInner(found: Facets, metadata: JsonObject, path: string, value: JsonValue): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const [part, inner] of Object.entries(value)) {
    if (part.includes('.')) continue
    const key = `${path}.${part}`
    if (!Object.hasOwn(metadata, key)) enter(found, key, inner)
    enterInner(found, metadata, key, inner)
  }
}

/** Long ones by their hash: a word is looked for whole. */
function word(key: string, holds: string, value: string): string {
  const text = JSON.stringify([key, holds, value])
  return text.length <= 200 ? text : createHash('sha256').update(text).digest('hex')
}

const isScalar = (value: JsonValue): value is Scalar => typeof value !== 'object' || value === null
