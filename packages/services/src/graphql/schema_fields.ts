import type { GraphqlField } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import {
  buildClientSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  type IntrospectionQuery,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql'

type RootField = GraphQLField<unknown, unknown>

/** Every query and mutation of a schema, by name, each with an operation to begin with. */
export function fieldsOfSchema(introspection: IntrospectionQuery): GraphqlField[] {
  const schema = buildClientSchema(introspection, { assumeValid: true })
  return [
    ...fieldsOfRoot('query', schema.getQueryType()),
    ...fieldsOfRoot('mutation', schema.getMutationType()),
  ]
}

const fieldsOfRoot = (
  kind: GraphqlField['kind'],
  root: GraphQLObjectType | null | undefined,
): GraphqlField[] =>
  Object.values(root?.getFields() ?? {})
    .map((field) => described(kind, field))
    .toSorted((a, b) => a.name.localeCompare(b.name))

function described(kind: GraphqlField['kind'], field: RootField): GraphqlField {
  return {
    kind,
    name: field.name,
    description: field.description ?? '',
    type: String(field.type),
    arguments: field.args.map((each) => ({
      name: each.name,
      type: String(each.type),
      required: isRequiredArgument(each),
      description: each.description ?? '',
    })),
    deprecated: field.deprecationReason != null,
    operation: operationFor(kind, field),
    variables: Object.fromEntries(
      field.args.filter(isRequiredArgument).map((each) => [each.name, sampleOf(each.type)]),
    ),
  }
}

/** Optional arguments are left out: a variable that nobody fills would have to be taken away again. */
function operationFor(kind: GraphqlField['kind'], field: RootField): string {
  const args = field.args.filter(isRequiredArgument)
  const declared = list(args, (each) => `$${each.name}: ${String(each.type)}`)
  const passed = list(args, (each) => `${each.name}: $${each.name}`)
  const name = field.name.charAt(0).toUpperCase() + field.name.slice(1)
  return `${kind} ${name}${declared} {\n  ${field.name}${passed}${selection(field.type, '  ', 2)}\n}`
}

const list = (args: readonly GraphQLArgument[], write: (each: GraphQLArgument) => string): string =>
  args.length > 0 ? `(${args.map(write).join(', ')})` : ''

/** The plain fields, and those of objects below down to a depth; what needs arguments is left to the person. */
function selection(type: GraphQLOutputType, indent: string, depth: number): string {
  const named = getNamedType(type)
  if (isLeafType(named)) return ''
  const inner = `${indent}  `
  if (isUnionType(named) || !('getFields' in named)) return ` {\n${inner}__typename\n${indent}}`
  const lines = Object.values(named.getFields() as Record<string, RootField>)
    .filter((field) => !field.args.some(isRequiredArgument) && field.deprecationReason == null)
    .flatMap((field) => {
      const below = getNamedType(field.type)
      if (isLeafType(below)) return [field.name]
      return depth > 1 && isObjectType(below)
        ? [`${field.name}${selection(field.type, inner, depth - 1)}`]
        : []
    })
  const kept = lines.length > 0 ? lines.slice(0, 30) : ['__typename']
  return ` {\n${kept.map((line) => inner + line).join('\n')}\n${indent}}`
}

function sampleOf(type: GraphQLInputType): JsonValue {
  if (isNonNullType(type)) return sampleOf(type.ofType)
  if (isListType(type)) return []
  if (isEnumType(type)) return type.getValues()[0]?.name ?? ''
  switch (String(type)) {
    case 'Int':
    case 'Float':
      return 0
    case 'Boolean':
      return false
    case 'String':
    case 'ID':
      return ''
    default:
      return {}
  }
}
