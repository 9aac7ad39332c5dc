import type { JsonObject, JsonValue } from '@llamanexus/workflow'

const MAX_SHOWN = 10

/** The pictures that a value has in it as base64, in the forms that tools give them, as addresses to show. */
export function picturesIn(value: JsonValue): string[] {
  const found: string[] = []
  collect(value)
  return found

  function collect(each: JsonValue): void {
    if (found.length === MAX_SHOWN) return
    if (typeof each === 'string') {
      if (DATA_URL.test(each)) found.push(each)
    } else if (Array.isArray(each)) each.forEach(collect)
    else if (typeof each === 'object' && each !== null) {
      const url = addressOf(each)
      if (url === undefined) Object.values(each).forEach(collect)
      else found.push(url)
    }
  }
}

function addressOf(value: JsonObject): string | undefined {
  const { mimeType, mime_type, media_type, content_type, data, blob, base64, content } = value
  const type = [mimeType, mime_type, media_type, content_type].find((each) => typeof each === 'string')
  const body = [data, blob, base64, content].find((each) => typeof each === 'string')
  if (typeof type !== 'string' || !TYPE.test(type) || typeof body !== 'string' || !BASE64.test(body))
    return undefined
  return `data:${type};base64,${body}`
}

/** What every browser shows and no script can be in. */
const TYPE = /^image\/(?:png|jpeg|gif|webp)$/
const DATA_URL = /^data:image\/(?:png|jpeg|gif|webp);base64,[\w+/=\s-]+$/
const BASE64 = /^[\w+/=\s-]+$/
