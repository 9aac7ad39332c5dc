const MAX_DEPTH = 500
/** Measured once per object: values are passed on by reference and never changed. */
const measured = new WeakMap<object, number>()

/** About how many bytes a value takes as JSON; or in words why it is none. */
export function jsonBytes(value: unknown): number | string {
  return measure(value, 0)
}

function measure(value: unknown, depth: number): number | string {
  switch (typeof value) {
    case 'string':
      return value.length + 2
    case 'number':
      return Number.isFinite(value) ? 8 : `holds ${value}, which JSON cannot`
    case 'boolean':
      return 5
    case 'undefined':
      return 0
    case 'object':
      return value === null ? 4 : measureObject(value, depth)
    default:
      return `holds a ${typeof value}, which JSON cannot`
  }
}

function measureObject(value: object, depth: number): number | string {
  const known = measured.get(value)
  if (known !== undefined) return known
  if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH}, or holds itself`
  const size = Array.isArray(value) ? measureList(value, depth) : measureRecord(value, depth)
  if (typeof size === 'number' && size > 512) measured.set(value, size)
  return size
}

function measureList(list: readonly unknown[], depth: number): number | string {
  let bytes = 2
  for (const item of list) {
    const size = measure(item, depth + 1)
    if (typeof size === 'string') return size
    bytes += size + 1
  }
  return bytes
}

function measureRecord(record: object, depth: number): number | string {
  if (Object.getPrototypeOf(record) !== Object.prototype) {
    const alien = alienName(record)
    if (alien) return `holds a ${alien}, which JSON cannot`
  }
  let bytes = 2
  // Nothing enumerable is inherited here, and this is far quicker than a list of the entries.
  for (const key in record) {
    const size = measure((record as Record<string, unknown>)[key], depth + 1)
    if (typeof size === 'string') return size
    bytes += size + key.length + 4
  }
  return bytes
}

/** Objects of another realm or without a prototype are data too; instances of classes are not. */
function alienName(record: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(record)
  const isData = prototype === null || Object.getPrototypeOf(prototype) === null
  if (!isData) return record.constructor?.name ?? 'class instance'
  return undefined
}
