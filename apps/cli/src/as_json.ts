import type { JsonValue } from '@llamanexus/workflow'

/** What would be sent of a value. */
export const asJson = (value: object): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue
