import type { Errors } from 'typebox/schema'
import { faultText, oneOfText, typeText } from './fault_text.ts'
import type { JsonSchema } from './node_type.ts'
import { pointerGet } from './pointer.ts'

type SchemaErrors = ReturnType<typeof Errors>[1]
type Fault = SchemaErrors[number]

/**
 * A schema with several forms is told to be wrong once for every form that a value does not have, most of which nobody
 * meant. Of each such group this leaves what helps: what is wrong within the one form that was meant, or else which
 * forms there are. `depth`: how much of the paths has been looked at.
 */
export function withoutBranches(schema: JsonSchema, errors: SchemaErrors, depth = 0): SchemaErrors {
  const groups = new Map<string, SchemaErrors>()
  const left: SchemaErrors = []
  for (const error of errors) {
    const place = placeOf(error, depth)
    if (place === undefined) left.push(error)
    else groups.set(place, [...(groups.get(place) ?? []), error])
  }
  return [...left, ...[...groups].flatMap(([place, group]) => toldOf(schema, place, group))]
}

/** Where the forms stand that an error is about: `#/properties/body/anyOf`. */
function placeOf({ keyword, schemaPath }: Fault, depth: number): string | undefined {
  const [within] = /^.*?\/(?:anyOf|oneOf)(?=\/\d+(?:\/|$))/.exec(schemaPath.slice(depth)) ?? []
  if (within !== undefined) return schemaPath.slice(0, depth) + within
  return keyword === 'anyOf' || keyword === 'oneOf' ? `${schemaPath}/${keyword}` : undefined
}

function toldOf(schema: JsonSchema, place: string, group: SchemaErrors): SchemaErrors {
  const { instancePath } = group.reduce((top, error) =>
    error.instancePath.length < top.instancePath.length ? error : top,
  )
  const say = (message: string): SchemaErrors => [
    { keyword: 'anyOf', schemaPath: place, instancePath, params: {}, message },
  ]
  const found = pointerGet(schema, place.slice(1))
  const forms = Array.isArray(found) ? (found as JsonSchema[]) : []
  if (forms.length > 0 && forms.every((form) => 'const' in form))
    return say(oneOfText(forms.map((form) => form['const'])))
  const meant = forms
    .map((_, index) => group.filter(({ schemaPath }) => `${schemaPath}/`.startsWith(`${place}/${index}/`)))
    .filter((errors) => errors.length > 0 && !errors.some((error) => isOfOther(error, instancePath)))
  const [only] = meant
  if (only && meant.length === 1) return withoutBranches(schema, only, place.length)
  const types = forms.flatMap(({ type }) => (typeof type === 'string' ? [type] : []))
  if (meant.length === 0 && types.length > 0 && types.length === forms.length)
    return say(typeText([...new Set(types)]))
  const texts = new Set(meant.flatMap((errors) => errors.map(faultText)))
  return say(texts.size === meant.length && texts.size > 0 ? [...texts].join(' or ') : 'does not fit here')
}

/** Whether an error says that another form was meant: another type, or another word in a field that tells them apart. */
const isOfOther = ({ keyword, instancePath }: Fault, root: string): boolean =>
  (instancePath === root && (keyword === 'type' || keyword === 'enum')) || keyword === 'const'
