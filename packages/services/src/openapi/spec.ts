import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** A parsed description and where its operations are. */
export interface Spec {
  document: JsonObject
  /** Where it came from, for servers that are relative to it; empty for a text or a file. */
  url: string
  title: string
  version: string
  operations: readonly Operation[]
  /** By `operationId`, and by `GET /path`. */
  find(name: string): Operation | undefined
}

export interface Operation {
  /** `operationId`, or `GET /path` where there is none. */
  id: string
  method: string
  path: string
  summary: string
  description: string
  tags: readonly string[]
  deprecated: boolean
  value: JsonObject
  /** The path item around it, with what all its operations share. */
  item: JsonObject
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** Throws `spec_invalid` where a document describes no API. */
export function createSpec(document: JsonObject, url: string): Spec {
  const { openapi, info, paths } = document
  if (typeof openapi !== 'string' || !openapi.startsWith('3.'))
    throw invalid(
      openapi === undefined
        ? 'it does not say which version of OpenAPI it is'
        : `it is OpenAPI ${String(openapi)}`,
    )
  const operations = Object.entries(isObject(paths) ? paths : {}).flatMap(([path, given]) => {
    const item = isObject(given) ? (resolve(document, given) as JsonObject) : {}
    return METHODS.flatMap((method) => {
      const value = item[method]
      return isObject(value) ? [describe({ method: method.toUpperCase(), path, value, item })] : []
    })
  })
  const byName = new Map<string, Operation>()
  for (const operation of operations) {
    byName.set(`${operation.method} ${operation.path}`, operation)
    if (!byName.has(operation.id)) byName.set(operation.id, operation)
  }
  const { title, version } = isObject(info) ? info : {}
  return {
    document,
    url,
    title: textOf(title),
    version: textOf(version),
    operations,
    find: (name) => byName.get(name.trim()),
  }
}

function describe(given: Pick<Operation, 'method' | 'path' | 'value' | 'item'>): Operation {
  const { operationId, summary, description, tags, deprecated } = given.value
  return {
    ...given,
    id: textOf(operationId) || `${given.method} ${given.path}`,
    summary: textOf(summary),
    description: textOf(description),
    tags: Array.isArray(tags) ? tags.map(textOf) : [],
    deprecated: deprecated === true,
  }
}

/** Where a bundled description keeps the documents that it refers to, and what was wrong with those that it lacks. */
export const PARTS = 'x-llamanexus-parts'
export const UNRESOLVED = 'x-llamanexus-unresolved'

/** Follows references. Throws `spec_invalid` for those that lead nowhere, and what was wrong with a document that they lead to. */
export function resolve(document: JsonObject, value: JsonValue): JsonValue {
  let found = value
  for (let hops = 0; isObject(found) && typeof found['$ref'] === 'string'; hops++) {
    if (hops > 50) throw invalid(`the reference ${shown(document, found['$ref'])} goes in circles`)
    found = targetOf(document, found['$ref'])
  }
  return found
}

export function targetOf(document: JsonObject, ref: string): JsonValue {
  if (ref !== '#' && !ref.startsWith('#/')) throw unresolved(document, ref)
  let found: JsonValue | undefined = document
  for (const part of ref.slice(1).split('/').slice(1)) {
    const key = decode(part).replaceAll('~1', '/').replaceAll('~0', '~')
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, key)
        ? (found as JsonObject)[key]
        : undefined
  }
  if (found === undefined) throw invalid(`the reference ${shown(document, ref)} leads nowhere`)
  return found
}

function unresolved({ [UNRESOLVED]: known }: JsonObject, ref: string): NodeError {
  const why = isObject(known) ? known[ref] : undefined
  if (!isObject(why))
    return new NodeError(
      'spec_unsupported',
      `The description has a reference that is neither a JSON pointer nor an anchor in it: ${ref.slice(0, 200)}`,
      {
        field: 'spec_url',
        hint: 'References look like #/components/schemas/Order.',
        retryable: false,
      },
    )
  return new NodeError(textOf(why['code']), textOf(why['message']), {
    field: 'spec_url',
    hint: textOf(why['hint']) || 'Check what the description refers to, or bundle it into one document.',
    retryable: why['retryable'] === true,
  })
}

/** A reference as its author knows it. */
function shown({ [PARTS]: parts }: JsonObject, ref: string): string {
  const [, index = '', rest = ''] = new RegExp(`^#/${PARTS}/(\\d+)/document(.*)$`).exec(ref) ?? []
  const part = Array.isArray(parts) ? parts[Number(index)] : undefined
  return (index !== '' && isObject(part) ? `${textOf(part['location'])}#${rest}` : ref).slice(0, 300)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

const invalid = (why: string): NodeError =>
  new NodeError('spec_invalid', `The description of the API cannot be used: ${why}`, {
    field: 'spec_url',
    hint: 'It has to be OpenAPI 3.0 or 3.1 (or Swagger 2.0), as JSON or YAML.',
    retryable: false,
  })
