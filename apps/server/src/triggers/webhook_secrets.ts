import { type JsonObject, parseTemplate, secretName } from '@llamanexus/workflow'

/** The fields of `auth` that take secrets. */
const SECRET_FIELDS = ['value', 'password', 'secret'] as const

/**
 * A webhook's `auth` with its secrets in it. An expression that is no secret has no value here and becomes nothing,
 * which lets nobody in. Rejects with what `resolve` does for a secret that there is not.
 */
export async function withSecrets(
  auth: JsonObject,
  resolve: (name: string) => Promise<string>,
): Promise<JsonObject> {
  const resolved = { ...auth }
  for (const field of SECRET_FIELDS) {
    const text = auth[field]
    if (typeof text === 'string' && text.includes('{{')) resolved[field] = await resolveText(text, resolve)
  }
  return resolved
}

async function resolveText(text: string, resolve: (name: string) => Promise<string>): Promise<string> {
  const template = parseTemplate(text)
  switch (template.kind) {
    case 'literal':
      return template.text
    case 'error':
      return ''
    case 'expression': {
      const name = secretName(template.expression.source)
      return name === undefined ? '' : resolve(name)
    }
    case 'mixed': {
      const parts: string[] = []
      for (const part of template.parts) {
        const name = 'text' in part ? undefined : secretName(part.expression.source)
        if ('text' in part) parts.push(part.text)
        else if (name === undefined) return ''
        else parts.push(await resolve(name))
      }
      return parts.join('')
    }
  }
}
