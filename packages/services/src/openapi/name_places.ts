import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** Stands for the address of a document, which nobody knows here; names in it are only compared. */
const ROOT = 'https://document.invalid/.whole-document'

/**
 * Puts JSON pointers in place of references by `$anchor`, `$dynamicAnchor` and `$id` (OpenAPI 3.1), in the document itself;
 * gives where the anchors of the document lead, for others that refer to them. A `$dynamicRef` leads to its anchor, as
 * it does where nobody overrides it. References that lead out of the document stay.
 */
export function namePlaces(document: JsonValue): Record<string, string> {
  const resources = new Map([[ROOT, '']])
  const anchors = new Map<string, string>()
  const references: { holder: JsonObject; word: '$ref' | '$dynamicRef'; base: string }[] = []
  // A YAML document may hold the same object in many places.
  const seen = new WeakSet<object>()

  function walk(value: JsonValue, at: { pointer: string; base: string; names: boolean }): void {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    let { base } = at
    if (!Array.isArray(value) && !at.names) {
      base = entered(value, at)
      for (const word of ['$ref', '$dynamicRef'] as const)
        if (typeof value[word] === 'string') references.push({ holder: value, word, base })
    }
    for (const [key, inner] of Object.entries(value))
      if (at.names || !(DATA.has(key) || key.startsWith('x-')))
        walk(inner, {
          pointer: `${at.pointer}/${escaped(key)}`,
          base,
          names: !at.names && !Array.isArray(value) && NAMED.has(key),
        })
  }

  function entered(value: JsonObject, { pointer, base }: { pointer: string; base: string }): string {
    const { $id } = value
    const own = typeof $id === 'string' ? (withoutFragment(URL.parse($id, base)) ?? base) : base
    if (!resources.has(own)) resources.set(own, pointer)
    for (const name of [value['$anchor'], value['$dynamicAnchor']])
      if (typeof name === 'string' && !anchors.has(`${own}#${name}`)) anchors.set(`${own}#${name}`, pointer)
    return own
  }

  walk(document, { pointer: '', base: ROOT, names: false })
  for (const { holder, word, base } of references) {
    const pointer = pointerOf(String(holder[word]), base)
    if (pointer === undefined || (word === '$dynamicRef' && holder['$ref'] !== undefined)) continue
    delete holder[word]
    holder['$ref'] = `#${pointer}`
  }

  function pointerOf(ref: string, base: string): string | undefined {
    const [target = '', fragment = ''] = ref.split(/#(.*)/s)
    const resource = target === '' ? base : withoutFragment(URL.parse(target, base))
    const place = resources.get(resource ?? '')
    if (resource === undefined || place === undefined) return undefined
    if (fragment !== '' && !fragment.startsWith('/')) return anchors.get(`${resource}#${fragment}`)
    // Many a schema with an `$id` of its own refers to the document around it all the same.
    return place !== '' && fragment !== '' && !leadsSomewhere(document, place + fragment)
      ? undefined
      : place + fragment
  }

  return Object.fromEntries(
    [...anchors].flatMap(([name, pointer]) =>
      name.startsWith(`${ROOT}#`) ? [[name.slice(ROOT.length + 1), pointer]] : [],
    ),
  )
}

function leadsSomewhere(document: JsonValue, pointer: string): boolean {
  let found: JsonValue | undefined = document
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return false
    found = (found as JsonObject)[key]
  }
  return true
}

function withoutFragment(url: URL | null): string | undefined {
  if (url) url.hash = ''
  return url?.href.replace(/#$/, '')
}

const escaped = (key: string): string =>
  key.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('%', '%25')

/** What stands in these is data, in which no word has a meaning. */
const DATA = new Set('example examples default enum const mapping'.split(' '))
/** What stands in these are names that the author chose, `$id` and `example` among them. */
const NAMED = new Set(
  (
    'properties patternProperties dependentSchemas $defs definitions schemas parameters requestBodies headers ' +
    'securitySchemes paths pathItems content responses callbacks links webhooks'
  ).split(' '),
)
