import type { JsonValue, WorkflowNode } from './document.ts'
import type { JsonSchema, NodeTypeInfo, PortSpec } from './node_type.ts'
import { pointerTo } from './pointer.ts'
import { portsOf } from './ports_of.ts'

/** A string in a node that may hold an expression. */
export interface Field {
  /** JSON pointer within the node: `/inputs/url`. */
  pointer: string
  /** `bare`: the text is the expression itself (`unwrapBare` takes off braces around it). */
  kind: 'template' | 'bare'
  /** As it stands in the document. */
  text: string
  /** Names in scope here beside the common ones. */
  locals: readonly string[]
  /** `secrets.<name>` may be used here. */
  secret: boolean
  /** The input port it is the value of, or part of. */
  port?: string
}

/**
 * Every string of a node that is read as a template or a bare expression. How it is read follows from the port, or in
 * `config` from the keywords `x-expression: "bare" | "bare_map" | "none"`, `x-locals` and `x-secret` of the schema;
 * they hold for everything below the place where they stand. Fields with `none` are other languages and left alone.
 */
export function fieldsOf(node: WorkflowNode, info: NodeTypeInfo | undefined): Field[] {
  const ports = new Map(portsOf(node, info).inputs.map((port) => [port.id, port]))
  const schema = info?.config_schema
  const fields: Field[] = []
  for (const [key, value] of Object.entries(node.inputs ?? {})) {
    // Some config fields are accepted under `inputs` too (`while_loop.condition`), and the other way round.
    const reading = readingOf(ports.get(key), ports.has(key) ? undefined : childSchema(schema, key))
    collect(value, pointerTo('/inputs', key), { ...reading, port: key }, fields)
  }
  for (const [key, value] of Object.entries(node.config)) {
    const child = childSchema(schema, key)
    collect(value, pointerTo('/config', key), readingOf(child ? undefined : ports.get(key), child), fields)
  }
  return fields
}

interface Reading {
  expression: 'template' | 'bare' | 'bare_map' | 'none'
  locals: readonly string[]
  secret: boolean
  schema?: JsonSchema
  port?: string
}

function readingOf(port: PortSpec | undefined, schema: JsonSchema | undefined): Reading {
  const plain: Reading = {
    expression: port?.expression ?? 'template',
    locals: port?.locals ?? [],
    secret: port?.secret ?? false,
  }
  return withSchema(plain, port?.schema ?? schema)
}

function withSchema(reading: Reading, schema: JsonSchema | undefined): Reading {
  if (!schema) return { ...reading, schema: undefined }
  const expression = schema['x-expression']
  const locals = schema['x-locals']
  return {
    ...reading,
    schema,
    expression:
      expression === 'bare' || expression === 'bare_map' || expression === 'none'
        ? expression
        : reading.expression,
    locals: Array.isArray(locals) ? locals.filter((name) => typeof name === 'string') : reading.locals,
    secret: schema['x-secret'] === true || reading.secret,
  }
}

function collect(value: JsonValue, pointer: string, reading: Reading, fields: Field[]): void {
  if (reading.expression === 'none') return
  if (typeof value === 'string') {
    const { locals, secret, port } = reading
    // A map given as one string is a template that makes the map.
    const kind = reading.expression === 'bare' ? 'bare' : 'template'
    fields.push({ pointer, kind, text: value, locals, secret, ...(port !== undefined && { port }) })
    return
  }
  if (typeof value !== 'object' || value === null || reading.expression === 'bare') return
  for (const [key, item] of Object.entries(value)) {
    collect(item, pointerTo(pointer, key), below(reading, key), fields)
  }
}

function below(reading: Reading, key: string): Reading {
  const expression = reading.expression === 'bare_map' ? 'bare' : reading.expression
  return withSchema({ ...reading, expression }, childSchema(reading.schema, key))
}

/** The schema of a property or item, looked for in the parts of a combined schema too. */
function childSchema(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  if (!schema) return undefined
  const { properties, items, additionalProperties, patternProperties } = schema
  if (isSchema(properties) && Object.hasOwn(properties, key)) return asSchema(properties[key])
  const direct = asSchema(items) ?? patternSchema(patternProperties) ?? asSchema(additionalProperties)
  if (direct) return direct
  for (const part of ['anyOf', 'oneOf', 'allOf']) {
    const options: unknown = schema[part]
    if (!Array.isArray(options)) continue
    for (const option of options) {
      const found = childSchema(asSchema(option), key)
      if (found) return found
    }
  }
  return undefined
}

const patternSchema = (patterns: unknown): JsonSchema | undefined =>
  isSchema(patterns) ? asSchema(Object.values(patterns)[0]) : undefined

const asSchema = (value: unknown): JsonSchema | undefined => (isSchema(value) ? value : undefined)

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
