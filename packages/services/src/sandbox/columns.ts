import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Reads } from './project.ts'

/** Items as columns: what an expression reads of many objects, key by key. QuickJS takes numbers much faster as bytes than as text. */
export interface Columns {
  keys: readonly string[]
  /** The columns of numbers, one behind the other, in the order of the keys. */
  numbers: ArrayBuffer
  /** JSON text: by key, null for a column of numbers, else its values. */
  lists: string
  count: number
}

/** Wider objects are rare, and each width is another loop to compile. */
const MAX_KEYS = 64

/** Undefined where the items are not all objects with the same keys, or where parts of parts are read. */
export function columnsOf(items: readonly JsonValue[], reads: Reads): Columns | undefined {
  const keys = reads === 'whole' ? sharedKeys(items) : topKeys(items, reads)
  if (!keys || keys.length > MAX_KEYS) return undefined
  const cells = keys.map((key) => items.map((item) => (item as JsonObject)[key] as JsonValue))
  const numeric = cells.filter(areNumbers)
  const numbers = new Float64Array(numeric.length * items.length)
  // JSON knows no negative zero; adding zero makes it a plain one.
  for (const [at, column] of numeric.entries())
    numbers.set(
      column.map((cell) => cell + 0),
      at * items.length,
    )
  const lists = JSON.stringify(cells.map((column) => (areNumbers(column) ? null : column)))
  return { keys, numbers: numbers.buffer, lists, count: items.length }
}

/** Source of the loop that puts each item together again and calls the expression with it. */
export function loopSource(keys: readonly string[]): string {
  const names = keys.map((_, at) => `c${at}`)
  const fields = keys.map((key, at) => `${JSON.stringify(key)}:c${at}[i]`)
  const body = `const v=f({${fields.join()}},first+i);if(typeof v!=="number")numbers=false;out[i]=v`
  const loop = `(f,[${names.join()}],n,first,out)=>{let numbers=true;for(let i=0;i<n;i++){${body}}return numbers}`
  return `(function(){"use strict";return(${loop})})()`
}

/** The keys that are read, where they are read whole and every item has them. */
function topKeys(items: readonly JsonValue[], reads: Exclude<Reads, 'whole'>): string[] | undefined {
  if (![...reads.values()].every((below) => below === 'whole')) return undefined
  const keys = [...reads.keys()]
  return keys.length === 0 || items.every((item) => hasAll(item, keys)) ? keys : undefined
}

/** The keys of all items, where they are the same in the same order: order can be seen in what an expression gives. */
function sharedKeys(items: readonly JsonValue[]): string[] | undefined {
  const [first] = items
  if (!isObject(first)) return undefined
  const keys = Object.keys(first)
  // In a literal this one would set the prototype.
  if (keys.includes('__proto__')) return undefined
  return items.every((item) => isObject(item) && sameKeys(Object.keys(item), keys) && hasAll(item, keys))
    ? keys
    : undefined
}

const sameKeys = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((key, at) => key === b[at])

const hasAll = (item: JsonValue, keys: readonly string[]): boolean =>
  isObject(item) && keys.every((key) => Object.hasOwn(item, key) && item[key] !== undefined)

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const areNumbers = (column: JsonValue[]): column is number[] =>
  column.every((cell) => typeof cell === 'number' && Number.isFinite(cell))
