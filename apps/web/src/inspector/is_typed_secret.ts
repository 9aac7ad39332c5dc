import { hasExpression, type JsonValue } from '@llamanexus/workflow'

/** Whether the value of a secret field is the secret itself, and not where it is kept. */
export const isTypedSecret = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && value !== '' && !hasExpression(value)
