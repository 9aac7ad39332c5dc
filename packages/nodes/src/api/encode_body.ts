import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { fromBase64File } from './base64_file.ts'

export const BODY_TYPES = ['auto', 'json', 'form', 'multipart', 'text', 'binary', 'none'] as const
export type BodyType = (typeof BODY_TYPES)[number]

export interface EncodedBody {
  body?: string | Uint8Array
  /** What the body is; a Content-Type header of the user's own goes before it. */
  content_type?: string
}

/** Writes a body in the given form. `auto` sends text as text, files as their bytes and everything else as JSON. */
export async function encodeBody(body: JsonValue | undefined, type: BodyType): Promise<EncodedBody> {
  if (body === undefined || type === 'none') return {}
  switch (type) {
    case 'auto':
      return encodeBody(body, detect(body))
    case 'json':
      return { body: jsonText(body), content_type: 'application/json' }
    case 'text':
      return { body: asText(body), content_type: 'text/plain; charset=utf-8' }
    case 'form':
      return {
        // Text is taken as written already, such as `a=1&b=2`.
        body: typeof body === 'string' ? body : form(asFields(body, type)).toString(),
        content_type: 'application/x-www-form-urlencoded',
      }
    case 'multipart':
      return multipart(asFields(body, type))
    case 'binary':
      return binary(body)
  }
}

function detect(body: JsonValue): BodyType {
  if (body === null) return 'none'
  if (typeof body === 'string') return 'text'
  return fromBase64File(body) ? 'binary' : 'json'
}

/** Text that is an object or a list in JSON is taken as written already; other text is a string. */
function jsonText(body: JsonValue): string {
  if (typeof body !== 'string' || !/^\s*[[{]/.test(body)) return JSON.stringify(body)
  try {
    JSON.parse(body)
    return body
  } catch {
    return JSON.stringify(body)
  }
}

const asText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

function asFields(body: JsonValue, type: BodyType): JsonObject {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw bodyError(
    `"body" needs an object of fields for a ${type} body`,
    'Give each field by its name, such as {"name": "tea"}.',
  )
}

function form(fields: JsonObject): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat()) if (one !== null) params.append(name, asText(one))
  return params
}

async function multipart(fields: JsonObject): Promise<EncodedBody> {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat()) {
      const file = fromBase64File(one)
      if (file)
        data.append(name, new Blob([file.bytes], { type: file.content_type ?? '' }), file.filename ?? name)
      else if (one !== null) data.append(name, asText(one))
    }
  // A Response knows how to write the parts and the boundary between them.
  const written = new Response(data)
  return { body: await written.bytes(), content_type: written.headers.get('content-type') ?? '' }
}

function binary(body: JsonValue): EncodedBody {
  const file = fromBase64File(typeof body === 'string' ? { base64: body } : body)
  if (!file)
    throw bodyError(
      '"body" needs base64 text, or an object with `base64` in it, for a binary body',
      'A file that another node gives is such an object. Send text with "Body as" text.',
    )
  return { body: file.bytes, content_type: file.content_type ?? 'application/octet-stream' }
}

const bodyError = (message: string, hint: string): NodeError =>
  new NodeError('input_invalid', message, { field: 'body', hint, retryable: false })
