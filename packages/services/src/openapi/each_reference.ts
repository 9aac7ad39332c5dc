import type { JsonValue } from '@llamanexus/workflow'

/**
 * Visits every reference that a request may need. Examples and the like are data, in which `$ref` means nothing, and
 * nobody asks for what only answers have.
 */
export function eachReference(document: JsonValue, visit: (holder: { $ref: string }) => void): void {
  // A YAML document may hold the same object in many places.
  const seen = new WeakSet<object>()
  walk(document, 'top')

  function walk(value: JsonValue, as: 'top' | 'ordinary' | 'names'): void {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (Array.isArray(value)) {
      for (const item of value) walk(item, 'ordinary')
      return
    }
    if (as !== 'names' && typeof value['$ref'] === 'string') visit(value as { $ref: string })
    for (const [key, inner] of Object.entries(value))
      if (as === 'names' || as === 'top' || !(LEFT_OUT.has(key) || key.startsWith('x-')))
        walk(inner, as !== 'names' && NAMED.has(key) ? 'names' : 'ordinary')
  }
}

const LEFT_OUT = new Set(
  'example examples default enum const responses callbacks webhooks links mapping'.split(' '),
)
/** What stands in these are names that the author chose, `example` among them. */
const NAMED = new Set(
  (
    'properties patternProperties dependentSchemas $defs definitions schemas parameters requestBodies headers ' +
    'securitySchemes paths pathItems content'
  ).split(' '),
)
