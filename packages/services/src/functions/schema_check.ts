import { faultText, type JsonObject, type JsonValue } from '@llamanexus/workflow'
import Schema from 'typebox/schema'

/** One thing that is wrong with a value: `path` is dotted, empty for the value itself. */
export interface Misfit {
  path: string
  message: string
}

/** What does not fit, the first few of it; empty where the value fits. */
export function misfitsOf(schema: JsonObject, value: JsonValue): Misfit[] {
  // Walked and not compiled: a schema is met once or twice, and one that refers to hundreds of others takes seconds to compile.
  if (Schema.Check(schema, value)) return []
  return Schema.Errors(schema, value)[1].slice(0, 5).map(misfitOf)
}

/** Why this is no JSON Schema of arguments; undefined where it is one. */
export function invalidSchema(schema: JsonObject): string | undefined {
  if (schema['type'] !== 'object') return 'The schema of the parameters needs "type": "object".'
  return unreadable(schema)
}

/** Why this cannot be read as a JSON Schema; undefined where it can. */
export function unreadable(schema: JsonObject): string | undefined {
  try {
    Schema.Compile(schema).Check({})
    return undefined
  } catch (error) {
    return `This is no JSON Schema: ${error instanceof Error ? error.message : String(error)}`
  }
}

function misfitOf(error: {
  instancePath: string
  keyword: string
  message: string
  params: unknown
}): Misfit {
  const below = error.instancePath.slice(1).replaceAll('/', '.')
  const { requiredProperties: [missing] = [], additionalProperties: [unknown] = [] } = error.params as {
    requiredProperties?: string[]
    additionalProperties?: string[]
  }
  const within = (name: string) => (below ? `${below}.${name}` : name)
  if (missing !== undefined) return { path: within(missing), message: 'is missing' }
  if (unknown !== undefined) return { path: within(unknown), message: 'is not a parameter' }
  return { path: below, message: faultText(error) }
}
