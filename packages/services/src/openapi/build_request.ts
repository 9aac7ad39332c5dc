import { type HttpRequest, NodeError, type OpenApiCall } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { type Misfit, misfitsOf } from '../functions/schema_check.ts'
import type { Argument } from './operation_arguments.ts'
import { encodeText, serializeParameter } from './parameter_style.ts'
import { writeBody } from './request_body.ts'
import { serverOf } from './server_address.ts'
import type { Operation, Spec } from './spec.ts'

type Given = Pick<OpenApiCall, 'args' | 'server' | 'server_variables' | 'content_type' | 'headers'>

/** The request that an operation is called with. Throws `args_invalid`, whose `field` is the argument that does not fit. */
export async function buildRequest(
  spec: Spec,
  operation: Operation,
  takes: readonly Argument[],
  given: Given,
): Promise<HttpRequest & { headers: Record<string, string> }> {
  const args = withDefaults(takes, given.args)
  const wrong = misfits(takes, args, given.content_type)
  if (wrong.length > 0) throw argsInvalid(operation, wrong)
  let path = operation.path
  const query: string[] = []
  const cookies: string[] = []
  const headers: Record<string, string> = {}
  let body: HttpRequest['body']
  for (const { name, target } of takes) {
    const value = args[name]
    if (value === undefined) continue
    if (target.kind === 'body') {
      const content = contentOf(target.contents, given.content_type)
      const written = await writeBody(content, value)
      body = written.body
      headers['content-type'] = written.content_type
      continue
    }
    const { style, content_type } = target
    const parts = content_type
      ? [contentParameter(style.in, style.name, value)]
      : serializeParameter(style, value)
    switch (style.in) {
      case 'path':
        path = path.replaceAll(`{${style.name}}`, parts.join(''))
        break
      case 'query':
        query.push(...parts)
        break
      case 'header':
        headers[style.name.toLowerCase()] = parts.join(',')
        break
      case 'cookie':
        cookies.push(...parts)
        break
    }
  }
  if (cookies.length > 0) headers['cookie'] = cookies.join('; ')
  for (const [name, value] of Object.entries(given.headers ?? {}))
    if (value !== null)
      headers[name.toLowerCase()] = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const base = serverOf(spec, operation, given).replace(/\/+$/, '')
  const search = query.length > 0 ? `${path.includes('?') ? '&' : '?'}${query.join('&')}` : ''
  return { url: base + path + search, method: operation.method, headers, ...(body !== undefined && { body }) }
}

function contentParameter(place: string, name: string, value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (place === 'header') return text
  return place === 'path' ? encodeText(text) : `${encodeText(name)}=${encodeText(text)}`
}

function contentOf<T extends { type: string }>(contents: readonly T[], wish: string | undefined): T {
  const found = wish ? contents.find(({ type }) => type.toLowerCase() === wish.toLowerCase()) : contents[0]
  if (found) return found
  throw new NodeError('config_invalid', `"content_type" is none of the operation: ${wish}`, {
    field: 'content_type',
    hint: `It takes ${contents.map(({ type }) => type).join(', ')}.`,
    retryable: false,
  })
}

/** Servers have defaults of their own: only what has to be sent is filled in. */
function withDefaults(takes: readonly Argument[], args: JsonObject): JsonObject {
  const filled = { ...args }
  for (const { name, required, schema } of takes) {
    // A port that got null was left open; null itself is sent where the schema has it.
    if (filled[name] === null && !allowsNull(schema)) delete filled[name]
    if (filled[name] === undefined && required && schema['default'] !== undefined)
      filled[name] = schema['default']
  }
  return filled
}

const allowsNull = (schema: JsonObject): boolean =>
  misfitsIn(schema, null).length === 0 && schema['type'] !== undefined

function misfits(takes: readonly Argument[], args: JsonObject, contentType: string | undefined): Misfit[] {
  const known = new Set(takes.map(({ name }) => name))
  return [
    ...Object.keys(args)
      .filter((name) => !known.has(name))
      .map((path) => ({ path, message: `is no argument; there are ${[...known].join(', ') || 'none'}` })),
    ...takes.flatMap(({ name, required, schema: own, target }): Misfit[] => {
      const value = args[name]
      if (value === undefined) return required ? [{ path: name, message: 'is missing' }] : []
      const schema = target.kind === 'body' ? contentOf(target.contents, contentType).schema : own
      return misfitsIn(schema, value).map(({ path, message }) => ({
        path: path === '' ? name : `${name}.${path}`,
        message,
      }))
    }),
  ].slice(0, 5)
}

/** A schema that cannot be compiled is the description's mistake, not the caller's: the server decides. */
function misfitsIn(schema: JsonObject, value: JsonValue): Misfit[] {
  try {
    return misfitsOf(schema, value)
  } catch {
    return []
  }
}

const argsInvalid = ({ id }: Operation, wrong: readonly Misfit[]): NodeError =>
  new NodeError(
    'args_invalid',
    `The arguments do not fit ${id}: ${wrong.map(({ path, message }) => `"${path}" ${message}`).join('; ')}`,
    {
      field: wrong[0]?.path.split('.')[0] ?? 'args',
      hint: 'Pick the operation again in the form to see what it takes.',
      retryable: false,
      details: wrong.map(({ path, message }) => ({ argument: path, message })),
    },
  )
