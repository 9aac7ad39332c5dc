import {
  faultText,
  type JsonObject,
  type JsonValue,
  type NodeTypeInfo,
  type PortSpec,
} from '@llamanexus/workflow'
import Schema from 'typebox/schema'
import { NodeError } from './errors.ts'

/** What a node is started with, before and after `prepare`. */
export interface NodeValues {
  config: JsonObject
  inputs: JsonObject
}

/**
 * Makes the function that a node's values go through before its executor sees them: defaults of ports and config
 * fields are filled in, null at an optional typed port counts as absent, and what does not fit is a `NodeError`
 * `input_invalid` or `config_invalid` whose `field` names the port or the config field. Schemas are compiled at the
 * first call, so that declaring a type costs nothing.
 */
export function preparer(info: Pick<NodeTypeInfo, 'inputs' | 'config_schema'>) {
  let check: ((values: NodeValues) => NodeValues) | undefined
  return (values: NodeValues): NodeValues => {
    check ??= compile(info)
    return check(values)
  }
}

function compile(info: Pick<NodeTypeInfo, 'inputs' | 'config_schema'>) {
  const ports = info.inputs.map(inputCheck)
  const checkConfig = configCheck(info)
  return ({ config, inputs }: NodeValues): NodeValues => {
    const values = { ...inputs }
    for (const check of ports) check(values)
    return { config: checkConfig(config), inputs: values }
  }
}

/** Fills in or refuses the value of one port, in place. */
function inputCheck(spec: PortSpec): (values: JsonObject) => void {
  const schema = { ...(spec.type !== 'any' && { type: spec.many ? 'array' : spec.type }), ...spec.schema }
  const validator = Schema.Compile(schema)
  const nullable = validator.Check(null)
  return (values) => {
    const value = values[spec.id]
    if (value === undefined || (value === null && !nullable)) {
      if (spec.default !== undefined) values[spec.id] = spec.default
      else if (spec.required) throw invalid('input_invalid', spec.id, `needs ${wanted(schema)}`, value)
      else delete values[spec.id]
    } else if (!validator.Check(value))
      throw invalid('input_invalid', spec.id, problem(validator, value, schema), value)
  }
}

function configCheck({ config_schema: schema }: Pick<NodeTypeInfo, 'config_schema'>) {
  const fields = (schema['properties'] ?? {}) as Record<string, { default?: JsonValue }>
  const defaults = Object.entries(fields).filter(([, field]) => field.default !== undefined)
  const validator = Schema.Compile(schema)
  return (config: JsonObject): JsonObject => {
    const filled = { ...config }
    for (const [name, field] of defaults) if (filled[name] == null) filled[name] = field.default as JsonValue
    if (validator.Check(filled)) return filled
    const [error] = validator.Errors(filled)[1]
    const missing = error?.keyword === 'required' ? error.params.requiredProperties[0] : undefined
    const path = `${error?.instancePath ?? ''}${missing === undefined ? '' : `/${missing}`}`.slice(1)
    const field = path.split('/')[0] ?? ''
    throw new NodeError(
      'config_invalid',
      `"${path.replaceAll('/', '.')}" ${missing === undefined ? (error ? faultText(error) : 'is invalid') : 'needs a value'}`,
      {
        field,
        retryable: false,
      },
    )
  }
}

type Validator = ReturnType<typeof Schema.Compile>

/** A wrong type of the value itself is told as what is needed. */
function problem(validator: Validator, value: JsonValue, schema: { type?: unknown; enum?: unknown }): string {
  if (Array.isArray(schema.enum)) return `needs one of ${schema.enum.join(', ')}`
  const [error] = validator.Errors(value)[1]
  if (!error || (error.keyword === 'type' && error.instancePath === '')) return `needs ${wanted(schema)}`
  return `${faultText(error)}${error.instancePath && ` at ${error.instancePath}`}`
}

function invalid(code: string, field: string, need: string, value: JsonValue | undefined): NodeError {
  const got = need === 'is empty' ? '' : `, but got ${given(value)}`
  return new NodeError(code, `"${field}" ${need}${got}`, {
    field,
    retryable: false,
    hint: 'Type a value into the port, or connect an output that carries one.',
  })
}

const NAMES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

function wanted(schema: { type?: unknown }): string {
  const types = [schema.type].flat().filter((type) => typeof type === 'string')
  if (types.includes('null')) return 'a value'
  return types.map((type) => NAMES[type] ?? type).join(' or ') || 'a value'
}

function given(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return value.length > 40 ? `text ("${value.slice(0, 40)}…")` : `"${value}"`
  return 'an object'
}
