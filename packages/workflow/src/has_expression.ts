import type { JsonValue } from './document.ts'
import { parseTemplate } from './parse_template.ts'

/** Whether any string in the value holds an expression, one with a fault included: what it will be is not yet known. */
export function hasExpression(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') return value.includes('{{') && parseTemplate(value).kind !== 'literal'
  if (Array.isArray(value)) return value.some(hasExpression)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression)
}
