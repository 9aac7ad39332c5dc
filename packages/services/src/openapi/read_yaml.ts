import type { JsonValue } from '@llamanexus/workflow'
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml'

/** Values that a document may stand for once its aliases are written out; the largest public descriptions have a million. */
const MAX_VALUES = 10_000_000

/** YAML as JSON. Throws where it is none, and where a few lines of it stand for more than anybody can walk through. */
export function readYaml(text: string): JsonValue {
  const document = load(text, { schema: CORE_SCHEMA.withTags(mergeTag) }) as JsonValue
  if (sizeOf(document, new Map()) > MAX_VALUES)
    throw new Error(`its aliases stand for more than ${MAX_VALUES} values`)
  return document
}

/** Each object is counted once, and as often as it stands somewhere. */
function sizeOf(value: JsonValue, known: Map<object, number>): number {
  if (typeof value !== 'object' || value === null) return 1
  const before = known.get(value)
  if (before !== undefined) return before
  // What holds itself has no end.
  known.set(value, Number.POSITIVE_INFINITY)
  let size = 1
  for (const inner of Object.values(value)) size += sizeOf(inner, known)
  known.set(value, size)
  return size
}
