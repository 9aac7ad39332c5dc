import type { JsonValue } from '@llamanexus/workflow'
import { disguisesOf } from './disguises_of.ts'
import { createMatcher, type Matcher } from './matcher.ts'

export const STRUCK = '•••'
/** What is shorter would strike out half of every text. */
export const SHORTEST_SECRET = 6

/** Strikes the values of secrets out of all that is recorded, shown or sent on. */
export interface Redactor {
  /** False as long as no secret was opened: nothing needs to be looked at. */
  readonly is_active: boolean
  /** From now on this value is struck out, in every disguise that it is likely to wear. */
  add(secret: string): void
  text(text: string): string
  /** The same value where nothing was struck out, else a copy. Names of fields are looked at too. */
  json<T extends JsonValue | undefined>(value: T): T
  /** For text that comes in pieces. */
  stream(): RedactedStream
}

export interface RedactedStream {
  /** What may be shown now; a suffix that could be the start of a secret is held back. */
  push(text: string): string
  /** What was held back, at the end. */
  flush(): string
}

export function createRedactor(): Redactor {
  const secrets = new Set<string>()
  const disguises = new Set<string>()
  const digits = new Set<string>()
  let matcher: Matcher | undefined
  const matching = () => (matcher ??= createMatcher([...disguises]))

  const text = (given: string): string => {
    if (disguises.size === 0 || given.length < SHORTEST_SECRET) return given
    return matching().strike(given, STRUCK)
  }
  const json = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return digits.has(String(value)) ? STRUCK : value
    if (typeof value !== 'object' || value === null) return value
    return Array.isArray(value) ? list(value) : fields(value)
  }
  const list = (items: JsonValue[]): JsonValue[] => {
    const struck = items.map(json)
    return struck.some((item, index) => item !== items[index]) ? struck : items
  }
  const fields = (object: Record<string, JsonValue>): Record<string, JsonValue> => {
    const struck = Object.entries(object).map(([key, item]) => [text(key), json(item), key] as const)
    if (struck.every(([key, item, former]) => key === former && item === object[former])) return object
    return Object.fromEntries(struck.map(([key, item]) => [key, item]))
  }

  return {
    get is_active() {
      return disguises.size > 0
    },
    add(secret) {
      if (secret.length < SHORTEST_SECRET || secrets.has(secret)) return
      secrets.add(secret)
      if (/^-?\d+$/.test(secret)) digits.add(secret)
      for (const disguise of disguisesOf(secret)) disguises.add(disguise)
      matcher = undefined
    },
    text,
    json: (value) => (disguises.size === 0 || value === undefined ? value : (json(value) as typeof value)),
    stream() {
      let held = ''
      return {
        push(piece) {
          if (disguises.size === 0 && held === '') return piece
          const given = held + piece
          const from = matching().openFrom(given)
          held = given.slice(from)
          return matching().strike(given.slice(0, from), STRUCK)
        },
        flush() {
          const rest = text(held)
          held = ''
          return rest
        },
      }
    },
  }
}
