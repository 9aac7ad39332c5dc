import { Type } from 'typebox'

/** JSON Schema as it is, of a type that is known. */
export const json = <T>(description: string, schema: Record<string, unknown> = {}) =>
  Type.Unsafe<T>({ ...schema, description })

/** Every field is required unless it is named in `optional`. */
export const shape = <T>(description: string, properties: Record<string, unknown>, optional: string[] = []) =>
  json<T>(description, {
    type: 'object',
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    properties,
  })

export const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] })
export const text = { type: 'string' }
export const time = { type: 'string', format: 'date-time' }
export const integer = { type: 'integer' }
export const number = { type: 'number' }
export const object = { type: 'object' }
