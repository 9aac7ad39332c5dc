import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export interface ParameterStyle {
  name: string
  in: 'path' | 'query' | 'header' | 'cookie'
  style: 'matrix' | 'label' | 'simple' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'
  explode: boolean
  /** Query only: characters that mean something in an address stay as they are. */
  allowReserved?: boolean
}

/**
 * A parameter as OpenAPI 3 writes it, by the table of styles in the specification: the value alone in a path or a
 * header, `name=value` pairs for a query or a cookie. Empty where there is nothing to send.
 */
export function serializeParameter(parameter: ParameterStyle, value: JsonValue): string[] {
  switch (parameter.style) {
    case 'matrix':
      return [matrix(parameter, value)]
    case 'label':
      return [label(parameter, value)]
    case 'simple':
      return [simple(parameter, value)]
    case 'form':
      return form(parameter, value)
    case 'spaceDelimited':
      return delimited(parameter, value, '%20')
    case 'pipeDelimited':
      return delimited(parameter, value, '%7C')
    case 'deepObject':
      return deep(parameter, parameter.name, value)
  }
}

/** What a parameter has where its description says nothing. */
export function defaultStyle(place: ParameterStyle['in']): ParameterStyle['style'] {
  return place === 'path' || place === 'header' ? 'simple' : 'form'
}

function matrix(parameter: ParameterStyle, value: JsonValue): string {
  const name = encodeText(parameter.name)
  const pair = (text: string) => (text === '' ? `;${name}` : `;${name}=${text}`)
  if (!parameter.explode) return pair(flat(parameter, value).join(','))
  if (Array.isArray(value)) return value.map((item) => pair(written(parameter, item))).join('')
  if (isObject(value))
    return pairs(parameter, value)
      .map(([key, text]) => `;${key}=${text}`)
      .join('')
  return pair(written(parameter, value))
}

function label(parameter: ParameterStyle, value: JsonValue): string {
  if (!parameter.explode) return `.${flat(parameter, value).join(',')}`
  if (isObject(value))
    return pairs(parameter, value)
      .map(([key, text]) => `.${key}=${text}`)
      .join('')
  if (Array.isArray(value)) return value.map((item) => `.${written(parameter, item)}`).join('')
  return `.${written(parameter, value)}`
}

function simple(parameter: ParameterStyle, value: JsonValue): string {
  if (parameter.explode && isObject(value))
    return pairs(parameter, value)
      .map(([key, text]) => `${key}=${text}`)
      .join(',')
  return flat(parameter, value).join(',')
}

function form(parameter: ParameterStyle, value: JsonValue): string[] {
  const name = encodeText(parameter.name)
  if (parameter.explode && Array.isArray(value))
    return value.map((item) => `${name}=${written(parameter, item)}`)
  if (parameter.explode && isObject(value))
    return pairs(parameter, value).map(([key, text]) => `${key}=${text}`)
  if (isEmpty(value)) return []
  return [`${name}=${flat(parameter, value).join(',')}`]
}

/** With `explode` the specification knows no such form, and everybody writes it as `form`. */
function delimited(parameter: ParameterStyle, value: JsonValue, separator: string): string[] {
  if (parameter.explode || typeof value !== 'object') return form(parameter, value)
  if (isEmpty(value)) return []
  return [`${encodeText(parameter.name)}=${flat(parameter, value).join(separator)}`]
}

/** Below the first level the specification is silent; nested names and repeated ones are what servers read. */
function deep(parameter: ParameterStyle, path: string, value: JsonValue): string[] {
  if (isObject(value))
    return Object.entries(value).flatMap(([key, item]) =>
      item === null ? [] : deep(parameter, `${path}[${key}]`, item),
    )
  return [value].flat().map((item) => `${encodeText(path)}=${written(parameter, item as JsonValue)}`)
}

/** `R,100,G,200` of an object, the items of a list, a value by itself. */
function flat(parameter: ParameterStyle, value: JsonValue): string[] {
  if (Array.isArray(value)) return value.map((item) => written(parameter, item))
  if (isObject(value)) return pairs(parameter, value).flat()
  return [written(parameter, value)]
}

const pairs = (parameter: ParameterStyle, value: JsonObject): [string, string][] =>
  Object.entries(value)
    .filter(([, item]) => item !== null)
    .map(([key, item]) => [written(parameter, key), written(parameter, item)])

/** One value: text as text, what has an inside as JSON, encoded for its place. */
function written(parameter: ParameterStyle, value: JsonValue): string {
  const text = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (parameter.in === 'header') return text
  return parameter.allowReserved && parameter.in === 'query' ? encodeReserved(text) : encodeText(text)
}

/** RFC 3986: all but letters, digits, `-`, `.`, `_` and `~`. */
export const encodeText = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )

/** Reserved characters stay, but for those that would end the value; what is encoded already is left alone. */
const encodeReserved = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/%(?![0-9A-Fa-f]{2})|[^\w\-.~:/?[\]@!$'()*,;=%]/gu, (sign) => encodeURIComponent(sign))

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEmpty = (value: JsonValue): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
