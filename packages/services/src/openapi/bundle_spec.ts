import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { eachReference } from './each_reference.ts'
import { placeOf } from './reference_place.ts'
import { isObject, PARTS, UNRESOLVED } from './spec.ts'
import { MAX_SPEC_BYTES, type SpecDocument } from './spec_documents.ts'

export interface BundledSpec {
  /** The root with all that it refers to inside of it, so that each reference leads to a place within. */
  document: JsonObject
  parts: readonly SpecDocument[]
  /** Documents that could not be read. Whatever needs them tells why; all else works. */
  missing: readonly string[]
}

const MAX_DOCUMENTS = 500
const MAX_DEPTH = 20
const AT_ONCE = 6

type Found = SpecDocument | NodeError

/** Reads all documents that a description refers to, each once, and puts them into one. Throws `spec_too_large`. */
export async function bundleSpec(
  root: SpecDocument,
  load: (location: string) => Promise<SpecDocument>,
): Promise<BundledSpec> {
  const found = await readAll(root, load)
  const parts = [...new Set(found.values())].filter(
    (each): each is SpecDocument => !(each instanceof NodeError) && each !== root,
  )
  const unresolved: Record<string, JsonObject> = {}

  function within(document: SpecDocument): JsonValue {
    const copy = structuredClone(document.document)
    eachReference(copy, (holder) => {
      holder.$ref = target(document, holder.$ref)
    })
    return copy
  }

  function target(from: SpecDocument, ref: string): string {
    try {
      const { location, fragment } = placeOf(from.base, ref)
      const to = location === from.base ? from : found.get(location)
      if (to instanceof NodeError) throw to
      const pointer = fragment === '' || fragment.startsWith('/') ? fragment : named(to, fragment)
      if (to && pointer !== undefined)
        return (to === root ? '#' : `#/${PARTS}/${parts.indexOf(to)}/document`) + pointer
      throw new NodeError(
        'spec_unsupported',
        `"#${fragment}" is neither an anchor there nor a JSON pointer, such as #/components/schemas/Order`,
        {
          retryable: false,
        },
      )
    } catch (error) {
      if (!(error instanceof NodeError)) throw error
      const key = `${from.base} ${ref}`
      unresolved[key] = told(error, from, ref)
      return key
    }
  }

  const document = within(root)
  if (!isObject(document)) return { document: {}, parts, missing: [] }
  document[PARTS] = parts.map((part) => ({ location: part.location, document: within(part) }))
  document[UNRESOLVED] = unresolved
  const missing = [...found].flatMap(([location, each]) => (each instanceof NodeError ? [location] : []))
  return { document, parts, missing }
}

const named = (document: SpecDocument | undefined, anchor: string): string | undefined =>
  document && Object.hasOwn(document.anchors, anchor) ? document.anchors[anchor] : undefined

async function readAll(
  root: SpecDocument,
  load: (location: string) => Promise<SpecDocument>,
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>([
    [root.location, root],
    [root.base, root],
  ])
  let bytes = root.bytes
  for (let [level, depth] = [[root], 0]; level.length > 0; depth++) {
    const wanted = [...new Set(level.flatMap(locationsIn))].filter((location) => !found.has(location))
    if (wanted.length > 0 && depth >= MAX_DEPTH)
      throw tooLarge(`over more than ${MAX_DEPTH} documents`, wanted)
    if (found.size + wanted.length > MAX_DOCUMENTS)
      throw tooLarge(`to more than ${MAX_DOCUMENTS} documents`, wanted)
    level = []
    for (let at = 0; at < wanted.length; at += AT_ONCE)
      await Promise.all(
        wanted.slice(at, at + AT_ONCE).map(async (location) => {
          const read = await load(location).catch(asFound)
          found.set(location, read)
          if (read instanceof NodeError) return
          // A redirect may lead to what is there already.
          if (!found.has(read.base)) found.set(read.base, read)
          level.push(read)
          bytes += read.bytes
          if (bytes > MAX_SPEC_BYTES)
            throw tooLarge(`to more than ${MAX_SPEC_BYTES / 1024 / 1024} MB`, [location])
        }),
      )
  }
  return found
}

function locationsIn({ base, refs }: SpecDocument): string[] {
  return refs.flatMap((ref) => {
    try {
      return [placeOf(base, ref).location]
    } catch {
      // Told by whatever needs it.
      return []
    }
  })
}

function asFound(error: unknown): NodeError {
  if (error instanceof NodeError) return error
  throw error
}

/** As JSON, because it stands in the document. */
function told({ code, message, hint, retryable }: NodeError, from: SpecDocument, ref: string): JsonObject {
  const where = from.location ? ` in ${from.location}` : ''
  return {
    code,
    message: `The reference ${ref.slice(0, 200)}${where} cannot be followed: ${message}`,
    retryable,
    ...(hint !== undefined && { hint }),
  }
}

const tooLarge = (how: string, [first = '']: readonly string[]): NodeError =>
  new NodeError('spec_too_large', `The description leads ${how}, the last one ${first.slice(0, 200)}`, {
    field: 'spec_url',
    hint: 'Bundle what you need of it into one document, for example with `redocly bundle`.',
    retryable: false,
  })
