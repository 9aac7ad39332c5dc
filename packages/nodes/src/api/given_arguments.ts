import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/**
 * What a call is made with: the object of the `args` port, and over it what came in at the ports that follow from the
 * schema. A property that is called as a port of the type itself can only be given in `args`.
 */
export function givenArguments(
  inputs: Readonly<Record<string, unknown>>,
  schema: JsonObject | undefined,
  own: readonly string[],
): JsonObject {
  const args = (inputs['args'] ?? {}) as JsonObject
  const properties = schema?.['properties']
  const names =
    typeof properties === 'object' && properties !== null && !Array.isArray(properties)
      ? Object.keys(properties)
      : []
  const wired = names.flatMap((name): [string, JsonValue][] => {
    const value = Object.hasOwn(inputs, name) && !own.includes(name) ? inputs[name] : undefined
    return value === undefined ? [] : [[name, value as JsonValue]]
  })
  return Object.fromEntries([...Object.entries(args), ...wired])
}
