import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** Which parts of a value are read: `whole`, or by key. */
export type Reads = 'whole' | Map<string, Reads>

/**
 * Folds the paths that an expression reads into one tree. A path that ends in a method of every object reads the
 * object itself, for `order.hasOwnProperty('x')` looks at all of it.
 */
export function readsOf(paths: readonly (readonly (string | number)[])[]): Reads {
  const root: Map<string, Reads> = new Map()
  for (const path of paths) if (!add(root, path)) return 'whole'
  return root
}

/** False where all of `tree` is read. */
function add(tree: Map<string, Reads>, path: readonly (string | number)[]): boolean {
  const [key, ...rest] = path
  if (key === undefined || key in Object.prototype) return false
  const name = String(key)
  const found = tree.get(name)
  if (found === 'whole') return true
  const below = found ?? new Map<string, Reads>()
  tree.set(name, add(below, rest) ? below : 'whole')
  return true
}

/**
 * The value without the parts that nothing reads. Only plain objects are thinned: arrays and text keep everything,
 * because their length and order are part of what is read.
 */
export function project(value: JsonValue, reads: Reads): JsonValue {
  if (reads === 'whole' || value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const thin: JsonObject = {}
  for (const [key, below] of reads) {
    const inner = Object.hasOwn(value, key) ? value[key] : undefined
    if (inner !== undefined) thin[key] = project(inner, below)
  }
  return thin
}
