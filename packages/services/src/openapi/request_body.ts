import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { BodyTarget } from './operation_arguments.ts'
import { defaultStyle, encodeText, serializeParameter } from './parameter_style.ts'
import { isObject } from './spec.ts'

export interface WrittenBody {
  body: string | Uint8Array
  content_type: string
}

type Content = BodyTarget['contents'][number]

/** Writes a body in a media type of the operation. Throws `args_invalid` where the value cannot be written so. */
export async function writeBody({ type, value: media }: Content, value: JsonValue): Promise<WrittenBody> {
  if (/[/+]json\b/i.test(type) || type === '*/*')
    return { body: JSON.stringify(value), content_type: type === '*/*' ? 'application/json' : type }
  if (/^application\/x-www-form-urlencoded/i.test(type))
    return { body: formBody(fieldsOf(value, type), encodingOf(media)), content_type: type }
  if (/^multipart\//i.test(type)) return multipart(fieldsOf(value, type), encodingOf(media))
  const file = fileOf(value)
  if (file) return { body: file.bytes, content_type: /\*/.test(type) ? (file.type ?? DEFAULT_TYPE) : type }
  if (typeof value === 'string' && /^text\/|[/+](xml|yaml)\b/i.test(type))
    return { body: value, content_type: type }
  if (typeof value === 'string') return { body: Buffer.from(value, 'base64'), content_type: type }
  throw unfit(`needs text, or an object with its bytes in \`base64\`, for a body of ${type}`)
}

const DEFAULT_TYPE = 'application/octet-stream'

function fieldsOf(value: JsonValue, type: string): JsonObject {
  if (isObject(value)) return value
  throw unfit(`needs an object of fields for a body of ${type}`)
}

const encodingOf = (media: JsonObject): JsonObject => (isObject(media['encoding']) ? media['encoding'] : {})

/** Fields by the style of their encoding; what has an inside and no style is JSON. */
function formBody(fields: JsonObject, encoding: JsonObject): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => {
      if (value === null) return []
      const given = encoding[name]
      const own = isObject(given) ? given : {}
      if (isObject(value) && own['style'] === undefined)
        return [`${encodeText(name)}=${encodeText(JSON.stringify(value))}`]
      const style = own['style'] === undefined ? defaultStyle('query') : (own['style'] as 'form')
      const explode = typeof own['explode'] === 'boolean' ? own['explode'] : style === 'form'
      return serializeParameter({ name, in: 'query', style, explode }, value)
    })
    .join('&')
}

async function multipart(fields: JsonObject, encoding: JsonObject): Promise<WrittenBody> {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    const given = encoding[name]
    const type =
      isObject(given) && typeof given['contentType'] === 'string' ? given['contentType'] : undefined
    for (const item of [value].flat() as JsonValue[]) append(data, name, item, type)
  }
  // A Response knows how to write the parts and the boundary between them.
  const written = new Response(data)
  return { body: await written.bytes(), content_type: written.headers.get('content-type') ?? '' }
}

function append(data: FormData, name: string, value: JsonValue, type: string | undefined): void {
  const file = fileOf(value)
  if (value === null) return
  if (file) data.append(name, new Blob([file.bytes], { type: type ?? file.type ?? '' }), file.name ?? name)
  else if (typeof value === 'object')
    data.append(name, new Blob([JSON.stringify(value)], { type: type ?? 'application/json' }))
  else data.append(name, String(value))
}

/** Bytes as they travel between nodes. */
function fileOf(value: JsonValue): { bytes: Buffer<ArrayBuffer>; type?: string; name?: string } | undefined {
  if (!isObject(value) || typeof value['base64'] !== 'string') return undefined
  const { base64, content_type, filename } = value
  return {
    bytes: Buffer.from(base64, 'base64'),
    ...(typeof content_type === 'string' && { type: content_type }),
    ...(typeof filename === 'string' && { name: filename }),
  }
}

const unfit = (need: string): NodeError =>
  new NodeError('args_invalid', `"body" ${need}`, { field: 'body', retryable: false })
