import type { JsonSchema } from './node_type.ts'
import { wordsOf } from './words_of.ts'

/** The fixed choices of a schema: an `enum`, or a union of constants. */
export function optionsOf({ enum: values, anyOf }: JsonSchema): (string | number)[] {
  if (Array.isArray(values)) return values.filter(isOption)
  if (!Array.isArray(anyOf)) return []
  const constants = anyOf.map((option: JsonSchema) => option['const'])
  return constants.every(isOption) ? constants : []
}

/** What one of the choices is called: as `x-labels` says, such as `{txt: 'Plain text'}`, or its own words. */
export function optionLabel({ 'x-labels': labels }: JsonSchema, option: string | number): string {
  const label =
    typeof labels === 'object' && labels !== null ? (labels as Record<string, unknown>)[option] : undefined
  return typeof label === 'string' ? label : wordsOf(String(option))
}

const isOption = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number'
