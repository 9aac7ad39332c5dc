import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Reads } from './project.ts'

/** Items as columns: what an expression reads of many objects, key by key. QuickJS takes numbers much faster as bytes than as text. */
export interface Columns {
  keys: readonly string[]
  /** The columns of numbers, one behind the other, in the order of the keys. */
  numbers: ArrayBuffer
  /** JSON text: by key, null for a column of numbers, else its values. */
  lists: string
}

/** Wider objects are rare, and each width is another loop to compile. */
const MAX_KEYS = 64

/** Undefined where the items are not all objects with the same keys, or where parts of parts are read. */
export function columnsOf(items: readonly JsonValue[], reads: Reads): Columns | undefined {
  const keys = reads === 'whole' ? sharedKeys(items) : topKeys(reads)
  if (!keys || keys.length > MAX_KEYS) return undefined
  if (keys.length > 0 && !items.every(isObject)) return undefined
  const numbers = new Float64Array(keys.length * items.length)
  const lists: (JsonValue[] | null)[] = []
  let filled = 0
  for (const key of keys) {
    const cells = numbers.subarray(filled, filled + items.length)
    if (fillNumbers(cells, items as readonly JsonObject[], key)) {
      filled += items.length
      lists.push(null)
    } else {
      const list = listOf(items as readonly JsonObject[], key)
      if (!list) return undefined
      lists.push(list)
    }
  }
  return {
    keys,
    numbers: numbers.buffer.slice(0, filled * 8),
    lists: JSON.stringify(lists),
  }
}

/** False at the first cell that is no number. JSON knows no negative zero; adding zero makes it a plain one. */
function fillNumbers(cells: Float64Array, items: readonly JsonObject[], key: string): boolean {
  for (let at = 0; at < items.length; at++) {
    const cell = items[at]?.[key]
    if (typeof cell !== 'number' || !Number.isFinite(cell)) return false
    cells[at] = cell + 0
  }
  return true
}

/** Undefined where an item lacks the key. No key is a name that objects inherit, so looking it up is enough. */
function listOf(items: readonly JsonObject[], key: string): JsonValue[] | undefined {
  const list: JsonValue[] = []
  for (const item of items) {
    const cell = item[key]
    if (cell === undefined) return undefined
    list.push(cell)
  }
  return list
}

/**
 * Source of the loop that puts each item together again and calls the expression with it. It answers the type that all
 * of what it gave has, or an empty text where there are several.
 */
export function loopSource(keys: readonly string[]): string {
  const names = keys.map((_, at) => `c${at}`)
  const fields = keys.map((key, at) => `${JSON.stringify(key)}:c${at}[i]`)
  const body = `const v=f({${fields.join()}},first+i);if(typeof v!==kind)kind=i===0?typeof v:"";out[i]=v`
  const loop = `(f,[${names.join()}],n,first,out)=>{let kind="";for(let i=0;i<n;i++){${body}}return kind}`
  return `(function(){"use strict";return(${loop})})()`
}

/** The keys that are read, where each is read whole. */
function topKeys(reads: Exclude<Reads, 'whole'>): string[] | undefined {
  return [...reads.values()].every((below) => below === 'whole') ? [...reads.keys()] : undefined
}

/** The keys of all items, where they are the same in the same order: order can be seen in what an expression gives. */
function sharedKeys(items: readonly JsonValue[]): string[] | undefined {
  const [first] = items
  if (!isObject(first)) return undefined
  const keys = Object.keys(first)
  // An inherited name would be found in items that lack it, and in a literal `__proto__` sets the prototype.
  if (keys.some((key) => key in Object.prototype)) return undefined
  return items.every((item) => isObject(item) && sameKeys(Object.keys(item), keys)) ? keys : undefined
}

const sameKeys = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, at) => key === b[at])

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
