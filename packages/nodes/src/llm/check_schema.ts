import { NodeError } from '@llamanexus/node-sdk'

const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'])

/**
 * Throws `NodeError` `config_invalid` where a JSON Schema has a slip that would let everything pass: a type that there is
 * none of, `properties` that is no object, `required` that is no list.
 */
export function checkSchema(schema: unknown, field: string): void {
  const fault = faultIn(schema, '')
  if (fault === undefined) return
  throw new NodeError('config_invalid', `"${field}" is no JSON Schema: ${fault}`, {
    field,
    hint: 'Write it like {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}.',
    retryable: false,
  })
}

function faultIn(schema: unknown, at: string): string | undefined {
  if (typeof schema === 'boolean') return undefined
  if (!isObject(schema)) return `${at || 'it'} is neither an object nor true or false`
  const { type, properties, required, items, $defs } = schema
  const place = at ? ` of ${at}` : ''
  const unknown = [type].flat().find((each) => each !== undefined && !TYPES.has(String(each)))
  if (unknown !== undefined) return `the type${place} is ${JSON.stringify(unknown)}`
  if (required !== undefined && !Array.isArray(required)) return `"required"${place} is no list`
  for (const [name, group] of Object.entries({ properties, $defs })) {
    if (group === undefined) continue
    if (!isObject(group)) return `"${name}"${place} is no object`
    for (const [key, each] of Object.entries(group)) {
      const fault = faultIn(each, `${at}/${key}`)
      if (fault) return fault
    }
  }
  if (items === undefined || Array.isArray(items)) return undefined
  return faultIn(items, `${at}/items`)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
