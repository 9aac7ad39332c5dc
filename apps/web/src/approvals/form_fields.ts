import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export interface ApprovalField {
  name: string
  title: string
  kind: 'text' | 'number' | 'boolean' | 'choice'
  required: boolean
  options: readonly JsonValue[]
}

/** The fields of a flat object schema; undefined where the schema is more than a row of fields. */
export const fieldsOf = (form: JsonObject): ApprovalField[] | undefined => {
  const { type, properties, required } = form
  if (type !== 'object' || !isObject(properties)) return undefined
  const fields = Object.entries(properties).map(([name, schema]): ApprovalField | undefined => {
    if (!isObject(schema)) return undefined
    const kind = Array.isArray(schema['enum']) ? 'choice' : kinds[String(schema['type'])]
    return (
      kind && {
        name,
        title: typeof schema['title'] === 'string' ? schema['title'] : name,
        kind,
        required: Array.isArray(required) && required.includes(name),
        options: Array.isArray(schema['enum']) ? schema['enum'] : [],
      }
    )
  })
  return fields.every((field) => field !== undefined) ? fields : undefined
}

const kinds: Readonly<Record<string, ApprovalField['kind'] | undefined>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
