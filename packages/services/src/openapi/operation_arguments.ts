import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { defaultStyle, type ParameterStyle } from './parameter_style.ts'
import { requestSchema } from './request_schema.ts'
import { isObject, type Operation, resolve, type Spec, textOf } from './spec.ts'

/** One argument of an operation, under the name that a node gives it by. */
export interface Argument {
  name: string
  required: boolean
  schema: JsonObject
  target: ParameterTarget | BodyTarget
}

export interface ParameterTarget {
  kind: 'parameter'
  style: ParameterStyle
  /** The value is written in this form instead of by style. */
  content_type?: string
}

export interface BodyTarget {
  kind: 'body'
  /** Schema and encoding by media type, the one that is best first. */
  contents: { type: string; schema: JsonObject; value: JsonObject }[]
}

/** What an operation takes: its parameters, and its body as `body`. */
export function argumentsOf(spec: Spec, { value, item }: Operation): Argument[] {
  const { document } = spec
  const parameters = new Map<string, JsonObject>()
  // Those of the operation go before those of its path.
  for (const given of [...listOf(item['parameters']), ...listOf(value['parameters'])]) {
    const parameter = resolve(document, given)
    if (!isObject(parameter) || isIgnored(parameter)) continue
    parameters.set(`${textOf(parameter['in'])} ${textOf(parameter['name'])}`, parameter)
  }
  const taken = new Set<string>()
  const found = [...parameters.values()].map((parameter) => parameterArgument(document, parameter, taken))
  const body = bodyArgument(document, value['requestBody'], taken)
  return body ? [...found, body] : found
}

const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : [])

/** The specification has these three say nothing: the media types and the sign-in do. */
const isIgnored = (parameter: JsonObject): boolean =>
  parameter['in'] === 'header' && /^(accept|content-type|authorization)$/i.test(textOf(parameter['name']))

function parameterArgument(document: JsonObject, parameter: JsonObject, taken: Set<string>): Argument {
  const place = textOf(parameter['in']) as ParameterStyle['in']
  const own = textOf(parameter['name'])
  const name = taken.has(own) ? `${place}_${own}` : own
  taken.add(name)
  const style = (textOf(parameter['style']) || defaultStyle(place)) as ParameterStyle['style']
  const content = isObject(parameter['content']) ? Object.entries(parameter['content'])[0] : undefined
  const [content_type, media] = content ?? []
  const raw = isObject(media) ? media['schema'] : parameter['schema']
  const { description, explode, allowReserved } = parameter
  return {
    name,
    required: parameter['required'] === true || place === 'path',
    schema: {
      ...requestSchema(document, raw ?? {}),
      ...(typeof description === 'string' && { description }),
    },
    target: {
      kind: 'parameter',
      style: {
        name: own,
        in: place,
        style,
        explode: typeof explode === 'boolean' ? explode : style === 'form' || style === 'deepObject',
        ...(allowReserved === true && { allowReserved }),
      },
      ...(content_type !== undefined && { content_type }),
    },
  }
}

function bodyArgument(
  document: JsonObject,
  given: JsonValue | undefined,
  taken: ReadonlySet<string>,
): Argument | undefined {
  const body = given === undefined ? undefined : resolve(document, given)
  if (!isObject(body) || !isObject(body['content'])) return undefined
  const contents = Object.entries(body['content'])
    .map(([type, media]) => ({ type, value: isObject(media) ? media : {} }))
    .toSorted((a, b) => rank(a.type) - rank(b.type))
    .map(({ type, value }) => ({ type, value, schema: requestSchema(document, value['schema'] ?? {}) }))
  const [first] = contents
  if (!first) return undefined
  const { description } = body
  return {
    name: taken.has('body') ? 'request_body' : 'body',
    required: body['required'] === true,
    schema: { ...first.schema, ...(typeof description === 'string' && { description }) },
    target: { kind: 'body', contents },
  }
}

/** JSON is what a workflow holds; what it can be written as comes next. */
function rank(type: string): number {
  if (/^application\/json\b/i.test(type)) return 0
  if (/[/+]json\b/i.test(type)) return 1
  if (/^application\/x-www-form-urlencoded/i.test(type)) return 2
  if (/^multipart\//i.test(type)) return 3
  return 4
}

/** The words of a form: enough for ports and fields, and small whatever the description refers to. */
export function formSchema(args: readonly Argument[]): JsonObject {
  const required = args.filter((each) => each.required).map(({ name }) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(
      args.map(({ name, schema, required: needed }) => [name, shown(schema, needed)]),
    ),
    ...(required.length > 0 && { required }),
  }
}

function shown(schema: JsonObject, needed: boolean): JsonObject {
  const defs = isObject(schema['$defs']) ? schema['$defs'] : {}
  const { $ref } = schema
  const target = typeof $ref === 'string' ? defs[$ref.slice('#/$defs/'.length)] : undefined
  const seen = isObject(target) ? { ...target, ...schema } : schema
  const { description, type, title, enum: values, default: standard, minimum, maximum } = seen
  const kind = Array.isArray(type) ? type.find((each) => each !== 'null') : type
  const fields = isObject(seen['properties']) ? Object.keys(seen['properties']) : []
  const told = [
    textOf(description).slice(0, 300),
    fields.length > 0 ? `Fields: ${fields.slice(0, 20).join(', ')}${fields.length > 20 ? ', …' : ''}.` : '',
    needed ? 'Required.' : '',
  ].filter(Boolean)
  return {
    ...(typeof kind === 'string' && { type: kind }),
    ...(typeof title === 'string' && { title }),
    ...(told.length > 0 && { description: told.join(' ') }),
    ...(Array.isArray(values) && values.length <= 100 && { enum: values }),
    ...(standard !== undefined && JSON.stringify(standard).length < 500 && { default: standard }),
    ...(typeof minimum === 'number' && { minimum }),
    ...(typeof maximum === 'number' && { maximum }),
  }
}
