import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { pictureType } from '../llm/picture_type.ts'

/** A picture out of a tool's result. */
export interface Picture {
  media_type: string
  bytes: number
  /** In base64. */
  data: string
}

/** Anthropic takes 5 MiB of base64, and no picture that is wider or higher; one that it refuses would stop the agent. */
const MAX_LETTERS = 5 << 20
const MAX_SIDE = 8000

/** Shorter ones may be text, and cost little. */
const MIN_LETTERS = 200

/**
 * A result without the pictures, sounds and files that are written in it as base64, as MCP and functions have them: read
 * as letters they cost much and say nothing. What was there is named in their place; of the pictures that models take, the
 * first `max` are handed out to be shown.
 */
export function splitPictures(value: JsonValue, max: number): { value: JsonValue; pictures: Picture[] } {
  const pictures: Picture[] = []
  return { value: split(value), pictures }

  function split(each: JsonValue): JsonValue {
    if (typeof each === 'string') return splitUrl(each)
    if (typeof each !== 'object' || each === null) return each
    if (Array.isArray(each)) return each.map(split)
    const type = DECLARED.map((key) => each[key]).find((told) => typeof told === 'string')
    return Object.fromEntries(
      Object.entries(each).map(([name, inner]) => [
        name,
        typeof type === 'string' && CARRIERS.has(name) && typeof inner === 'string'
          ? (splitData(inner, type, name === 'content') ?? inner)
          : split(inner),
      ]),
    )
  }

  function splitUrl(text: string): string {
    const [, type, data] = DATA_URL.exec(text) ?? []
    return type && data ? (splitData(data, type) ?? text) : text
  }

  /** The note in its place; nothing for what is no data. */
  function splitData(text: string, declared: string, mayBeText = false): string | undefined {
    if (text.startsWith('data:')) return splitUrl(text)
    if (!/^[\w+/\r\n-]+={0,2}\s*$/.test(text)) return undefined
    const data = standard(text)
    const head = Buffer.from(data.slice(0, 32), 'base64')
    const type = pictureType(head)
    if (!type && (mayBeText || text.length < MIN_LETTERS)) return undefined
    const bytes = Buffer.byteLength(data, 'base64')
    const isShown =
      type !== undefined && data.length <= MAX_LETTERS && isSmall(type, head) && pictures.length < max
    if (isShown) pictures.push({ media_type: type, bytes, data })
    return `[${type ?? declared}, ${bytes} bytes, ${isShown ? `picture ${pictures.length}` : 'not shown'}]`
  }
}

/** As MCP, Anthropic and functions of people name what stands beside the data. */
const DECLARED: readonly (keyof JsonObject)[] = ['mimeType', 'mime_type', 'media_type', 'content_type']
const CARRIERS: ReadonlySet<string> = new Set(['data', 'blob', 'base64', 'content'])
const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+);base64,(.+)$/s

/** Screenshots of whole pages are long, and PNG, which says its size at its beginning. */
const isSmall = (type: string, head: Buffer): boolean =>
  type !== 'image/png' ||
  head.length < 24 ||
  Math.max(head.readUInt32BE(16), head.readUInt32BE(20)) <= MAX_SIDE

/** Base64 for addresses, or in lines, as providers take it. */
const standard = (text: string): string =>
  text.replace(/[-_\s]/g, (letter) => (letter === '-' ? '+' : letter === '_' ? '/' : ''))
