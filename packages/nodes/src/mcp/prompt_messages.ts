import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** A message of a prompt as chat nodes take it: text as text, images as parts of the OpenAI form. */
export function chatMessageOf({ role, content }: JsonObject): JsonObject & { content: JsonValue } {
  return { role: role ?? 'user', content: contentOf(content) }
}

function contentOf(content: JsonValue | undefined): JsonValue {
  const { type, text, data, mimeType, resource } = (content ?? {}) as JsonObject
  if (type === 'text') return text ?? ''
  if (type === 'image')
    return [{ type: 'image_url', image_url: { url: `data:${String(mimeType)};base64,${String(data)}` } }]
  const { text: embedded } = (resource ?? {}) as JsonObject
  if (type === 'resource' && typeof embedded === 'string') return embedded
  return [content ?? null]
}
