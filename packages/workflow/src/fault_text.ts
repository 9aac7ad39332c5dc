/** What a validator of JSON Schema says of one value. */
export interface SchemaError {
  keyword: string
  params: unknown
  /** In the validator's own words. */
  message: string
}

/**
 * What is wrong with a value, in words that go on from its name: `must be a number`, `is empty`.
 *
 * @example `"name" ${faultText(error)}.` // "name" is empty.
 */
export function faultText({ keyword, params, message }: SchemaError): string {
  const given = params as Partial<Params>
  return TEXTS[keyword]?.(given, given.limit ?? 0) ?? message
}

/** `"a" or "b"`, as the values stand in JSON. */
export const oneOfText = (values: readonly unknown[]): string => {
  const texts = values.map((value) => JSON.stringify(value))
  return texts.length === 1 ? `must be ${texts[0]}` : `must be one of ${texts.join(', ')}`
}

/** `must be text or a list`. */
export const typeText = (types: string | readonly string[]): string =>
  `must be ${[types]
    .flat()
    .map((type) => TYPES[type] ?? type)
    .join(' or ')}`

interface Params {
  limit: number
  type: string | readonly string[]
  allowedValue: unknown
  allowedValues: readonly unknown[]
  format: string
  pattern: string
  multipleOf: number
  propertyNames: readonly string[]
  property: string
  dependencies: readonly string[]
}

type Text = (params: Partial<Params>, limit: number) => string | undefined

const TEXTS: Readonly<Record<string, Text>> = {
  type: ({ type }) => (type === undefined ? undefined : typeText(type)),
  enum: ({ allowedValues }) => allowedValues && oneOfText(allowedValues),
  const: ({ allowedValue }) => oneOfText([allowedValue]),
  minLength: (_, limit) => (limit === 1 ? 'is empty' : `is too short: it needs at least ${limit} characters`),
  maxLength: (_, limit) => `is too long: it may have at most ${counted(limit, 'character')}`,
  minItems: (_, limit) => (limit === 1 ? 'is empty' : `needs at least ${limit} items`),
  maxItems: (_, limit) => `may have at most ${counted(limit, 'item')}`,
  minProperties: (_, limit) => (limit === 1 ? 'is empty' : `needs at least ${limit} fields`),
  maxProperties: (_, limit) => `may have at most ${counted(limit, 'field')}`,
  minimum: (_, limit) => `must be at least ${limit}`,
  maximum: (_, limit) => `must be at most ${limit}`,
  exclusiveMinimum: (_, limit) => `must be more than ${limit}`,
  exclusiveMaximum: (_, limit) => `must be less than ${limit}`,
  multipleOf: ({ multipleOf }) =>
    multipleOf === 1 ? 'must be a whole number' : `must be a multiple of ${multipleOf}`,
  uniqueItems: () => 'has the same item twice',
  format: ({ format = '' }) => `must be ${FORMATS[format] ?? `in the format “${format}”`}`,
  pattern: ({ pattern }) => `must match the pattern ${pattern}`,
  propertyNames: ({ propertyNames = [] }) =>
    `has names that are not allowed: ${propertyNames.map((name) => JSON.stringify(name)).join(', ')}`,
  dependentRequired: ({ property, dependencies = [] }) =>
    `needs ${dependencies.join(' and ')} where it has ${property}`,
  contains: () => 'has no item of the kind that is needed',
  not: () => 'is not allowed here',
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
}

const FORMATS: Readonly<Record<string, string>> = {
  uri: 'a whole address, such as https://example.com',
  url: 'a whole address, such as https://example.com',
  email: 'an e-mail address',
  date: 'a date, such as 2026-01-31',
  time: 'a time, such as 12:30:00Z',
  'date-time': 'a date with a time, such as 2026-01-31T12:30:00Z',
  uuid: 'a UUID',
  hostname: 'the name of a host',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
}
