import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export interface FormField {
  name: string
  title: string
  kind: 'text' | 'number' | 'checkbox' | 'select'
  required: boolean
  options: readonly JsonValue[]
}

/** The fields of a flat object schema; undefined where the schema is more than a form can show. */
export function fieldsOf(form: JsonObject): FormField[] | undefined {
  const { type, properties, required } = form
  if (type !== 'object' || !isObject(properties)) return undefined
  const names = Array.isArray(required) ? required : []
  const fields: FormField[] = []
  for (const [name, schema] of Object.entries(properties)) {
    const field = isObject(schema) ? kindOf(schema) : undefined
    if (!field) return undefined
    const title = isObject(schema) && typeof schema['title'] === 'string' ? schema['title'] : name
    fields.push({ name, title, required: names.includes(name), ...field })
  }
  return fields
}

function kindOf({ type, enum: options }: JsonObject): Pick<FormField, 'kind' | 'options'> | undefined {
  if (Array.isArray(options)) return { kind: 'select', options }
  switch (type) {
    case 'string':
      return { kind: 'text', options: [] }
    case 'number':
    case 'integer':
      return { kind: 'number', options: [] }
    case 'boolean':
      return { kind: 'checkbox', options: [] }
    default:
      return undefined
  }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
