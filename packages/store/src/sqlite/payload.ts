import { hash } from 'node:crypto'
import type { LogEntry } from '@llamanexus/engine'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** Values whose JSON is longer than this, in UTF-16 units, are kept once, outside the log. */
export const PAYLOAD_LIMIT = 64 * 1024

/** Where a value was: `{"$blob": "<sha256>"}`. */
const MARKER = '$blob'
/** The marker, or the marker as user data was given: `$blob`, `$$blob`, `$$$blob` … */
const LOOKS_LIKE_MARKER = /^\$+blob$/

export interface Packed {
  json: string
  /** Length of the JSON when it is read back. */
  weight: number
}

/** What is packed together: the writes of one run in one batch. */
export interface Packing {
  /** Takes a large payload out and answers its hash. */
  keep(json: string): string
  /** Large values that were packed already: one value is often trigger data, an output and an input at once. */
  readonly known: Map<JsonValue, Packed>
}

/** The value as it is written: large ones become a marker, and user data that looks like one gets a further `$`. */
export const packValue = (value: JsonValue, packing: Packing): Packed => {
  const known = packing.known.get(value)
  if (known) return known
  const json = JSON.stringify(escaped(value))
  if (json.length <= PAYLOAD_LIMIT) return { json, weight: json.length }
  const packed = { json: `{"${MARKER}":"${packing.keep(json)}"}`, weight: json.length }
  packing.known.set(value, packed)
  return packed
}

/** The entry as JSON, without the id of its run, and what it weighs when it is read back. */
export const packEntry = (entry: LogEntry, packing: Packing): Packed => {
  if (!isSurelyLarge(entry, packing)) {
    const json = entryJson(entry)
    if (json.length <= PAYLOAD_LIMIT && !json.includes(MARKER)) return { json, weight: json.length }
  }
  let kept = 0
  const packed = mapPayloads(entry, (value) => {
    const { json: text, weight } = packValue(value, packing)
    kept += weight
    return JSON.parse(text) as JsonValue
  })
  const text = entryJson(packed)
  return { json: text, weight: text.length + kept }
}

/** Spares the writing of an entry that is to be taken apart in any case, which blocks the thread for large values. */
const isSurelyLarge = (entry: LogEntry, { known }: Packing): boolean => {
  const { inputs, outputs } = entry.data as { inputs?: JsonObject; outputs?: JsonObject }
  const isLarge = (value: JsonValue) =>
    typeof value === 'object' &&
    value !== null &&
    (known.has(value) || (Array.isArray(value) && value.length > PAYLOAD_LIMIT / 2))
  return Object.values(outputs ?? inputs ?? {}).some(isLarge)
}

/** The hashes of the payloads that a written value or segment body needs. */
export const payloadsIn = (json: string): string[] =>
  json.includes(MARKER)
    ? Array.from(json.matchAll(/\{"\$blob":"([0-9a-f]{64})"\}/g), ([, found]) => found ?? '')
    : []

/** Undoes `packValue` for a value that was parsed; `payload` gives what a hash stands for. */
export const unpackValue = (value: JsonValue, payload: (hash: string) => JsonValue): JsonValue => {
  const key = markerKey(value)
  if (key === undefined) return value
  const content = (value as JsonObject)[key] as JsonValue
  return key === MARKER ? unpackValueOnce(payload(content as string)) : { [key.slice(1)]: content }
}

/** Undoes `packEntry`. */
export const unpackEntry = (entry: LogEntry, payload: (hash: string) => JsonValue): LogEntry =>
  mapPayloads(entry, (value) => unpackValue(value, payload))

export const payloadHash = (json: string): string => hash('sha256', json)

/** A payload that was itself escaped before it was taken out. */
const unpackValueOnce = (value: JsonValue): JsonValue => {
  const key = markerKey(value)
  return key === undefined ? value : { [key.slice(1)]: (value as JsonObject)[key] as JsonValue }
}

const escaped = (value: JsonValue): JsonValue => {
  const key = markerKey(value)
  return key === undefined ? value : { [`$${key}`]: (value as JsonObject)[key] as JsonValue }
}

const markerKey = (value: JsonValue): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const keys = Object.keys(value)
  return keys.length === 1 && LOOKS_LIKE_MARKER.test(keys[0] as string) ? keys[0] : undefined
}

const entryJson = ({ seq, type, node_id, path, at, data }: LogEntry): string =>
  JSON.stringify({ seq, type, node_id, path, at, data })

/** The places of an entry that hold values of any size. */
const mapPayloads = (entry: LogEntry, change: (value: JsonValue) => JsonValue): LogEntry => {
  const data = entry.data as { [key: string]: JsonValue | undefined }
  switch (entry.type) {
    case 'node_started':
      return data.inputs === undefined
        ? entry
        : { ...entry, data: { ...entry.data, inputs: mapValues(data.inputs, change) } }
    case 'node_completed':
      return { ...entry, data: { ...entry.data, outputs: mapValues(data.outputs, change) } }
    case 'execution_completed':
      return { ...entry, data: { ...entry.data, final_output: change(data.final_output ?? null) } }
    case 'node_log':
      return data.data === undefined ? entry : { ...entry, data: { ...entry.data, data: change(data.data) } }
    default:
      return entry
  }
}

const mapValues = (values: JsonValue | undefined, change: (value: JsonValue) => JsonValue): JsonObject =>
  Object.fromEntries(Object.entries((values ?? {}) as JsonObject).map(([key, value]) => [key, change(value)]))
