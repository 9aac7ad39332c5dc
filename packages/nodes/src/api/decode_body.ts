import { type HttpResponse, NodeError } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { toBase64File } from './base64_file.ts'
import { contentFileName } from './content_file_name.ts'

export const RESPONSE_TYPES = ['auto', 'json', 'text', 'binary'] as const
export type ResponseType = (typeof RESPONSE_TYPES)[number]

/**
 * Reads a body. `auto` goes by the content type: JSON that does not parse stays text, and what is no text becomes an
 * object with the bytes in base64. Throws `NodeError` `response_invalid` where `json` was asked for and is not there.
 */
export function decodeBody({ body, headers }: HttpResponse, type: ResponseType): JsonValue {
  const contentType = headers['content-type'] ?? ''
  switch (type) {
    case 'text':
      return decodeText(body, contentType)
    case 'binary':
      return fileOf(body, headers)
    case 'json':
      return strictJson(decodeText(body, contentType))
    case 'auto':
      return automatic(body, headers)
  }
}

type Headers = HttpResponse['headers']

const fileOf = (body: Uint8Array, headers: Headers): JsonValue =>
  toBase64File(
    body,
    headers['content-type'] || 'application/octet-stream',
    contentFileName(headers['content-disposition']),
  )

function automatic(body: Uint8Array, headers: Headers): JsonValue {
  const contentType = headers['content-type'] ?? ''
  if (body.length === 0) return null
  if (!isText(body, contentType)) return fileOf(body, headers)
  const text = decodeText(body, contentType)
  const mayBeJson = /[/+]json\b/i.test(contentType) || (contentType === '' && /^\s*[[{]/.test(text))
  if (!mayBeJson) return text
  try {
    return parseJson(text)
  } catch {
    return text
  }
}

const TEXT =
  /^text\/|[/+](json|jsonl|jsonlines|xml|yaml|javascript|csv|sql|graphql|x-ndjson|x-www-form-urlencoded)\b/i
/** Servers add a charset to these as well, which has no meaning there. */
const BYTES = /^(image|audio|video|font)\/|^application\/(pdf|zip|gzip|octet-stream|wasm|x-|vnd\.)/i

function isText(body: Uint8Array, contentType: string): boolean {
  if (TEXT.test(contentType)) return true
  if (/charset=/i.test(contentType)) return !BYTES.test(contentType)
  if (contentType !== '') return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(body)
    return true
  } catch {
    return false
  }
}

function decodeText(body: Uint8Array, contentType: string): string {
  const charset = /charset=["']?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset).decode(body)
  } catch {
    // A charset nobody knows; nearly everything is UTF-8.
    return new TextDecoder().decode(body)
  }
}

function strictJson(text: string): JsonValue {
  try {
    return parseJson(text)
  } catch (cause) {
    const start = text.trim().slice(0, 80)
    throw new NodeError('response_invalid', `The response is not JSON: ${start || 'it is empty'}`, {
      field: 'response_type',
      hint: 'Set the response type to "auto" or "text" to see what the server answered.',
      cause,
    })
  }
}

/** Whole numbers that JavaScript cannot hold exactly, such as long ids, come as text instead of as another number. */
function parseJson(text: string): JsonValue {
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_key: string, value: JsonValue, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? String(context?.source)
      : value,
  )
}
