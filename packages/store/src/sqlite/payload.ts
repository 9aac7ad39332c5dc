import { createHash, hash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LogEntry } from '@llamanexus/engine'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { isLong, jsonPieces } from './long_json.ts'

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

/** A value that is kept outside the log. */
export interface Payload {
  hash: string
  /** Its JSON in UTF-8. */
  bytes: Buffer
}

/** What is packed together: the writes of one run in one batch. */
export interface Packing {
  /** Takes a large payload out. */
  keep(payload: Payload): void
  /** Large values that were packed already: one value is often trigger data, an output and an input at once. */
  readonly known: Map<JsonValue, Packed>
}

/** The value as it is written: large ones become a marker, and user data that looks like one gets a further `$`. */
export const packValue = (value: JsonValue, packing: Packing): Packed => {
  const known = packing.known.get(value)
  if (known) return known
  const json = JSON.stringify(escaped(value))
  if (json.length <= PAYLOAD_LIMIT) return { json, weight: json.length }
  const payload = { hash: payloadHash(json), bytes: Buffer.from(json) }
  return keep(value, payload, json.length, packing)
}

/**
 * Packs the long ones of the values piece by piece, with turns of the event loop between them; `packValue` then finds
 * them known. A list of 100,000 items would hold up the thread for a tenth of a second if it were written at once.
 */
export const packLong = async (values: Iterable<JsonValue>, packing: Packing): Promise<void> => {
  for (const value of values) {
    if (packing.known.has(value)) continue
    const digest = createHash('sha256')
    const parts: Buffer[] = []
    let weight = 0
    for (const piece of jsonPieces(escaped(value))) {
      const part = Buffer.from(piece)
      digest.update(part)
      parts.push(part)
      weight += piece.length
      await nextTurn()
    }
    if (weight <= PAYLOAD_LIMIT) continue
    keep(value, { hash: digest.digest('hex'), bytes: Buffer.concat(parts) }, weight, packing)
  }
}

const keep = (value: JsonValue, payload: Payload, weight: number, packing: Packing): Packed => {
  packing.keep(payload)
  const packed = { json: `{"${MARKER}":"${payload.hash}"}`, weight }
  packing.known.set(value, packed)
  return packed
}

/** The entry as JSON, without the id of its run, and what it weighs when it is read back. */
export const packEntry = (entry: LogEntry, packing: Packing): Packed => {
  if (!payloadsOf(entry).some((value) => packing.known.has(value))) {
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

/** The values of an entry that may be of any size, and are long. */
export const longIn = (entry: LogEntry): JsonValue[] => payloadsOf(entry).filter((value) => isLong(value))

const payloadsOf = (entry: LogEntry): JsonValue[] => {
  const { inputs, outputs, final_output, data, info, value } = entry.data as {
    inputs?: JsonObject
    outputs?: JsonObject
    final_output?: JsonValue
    data?: JsonValue
    info?: JsonValue
    value?: JsonValue
  }
  switch (entry.type) {
    case 'node_started':
      return inputs ? Object.values(inputs) : []
    case 'node_completed':
      return outputs ? Object.values(outputs) : []
    case 'execution_completed':
      return final_output === undefined ? [] : [final_output]
    case 'node_log':
      return data === undefined ? [] : [data]
    case 'node_step':
      return [info, value].filter((each) => each !== undefined)
    default:
      return []
  }
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
    case 'node_step': {
      const { info, value } = data
      const changed = {
        ...(info !== undefined && { info: change(info) }),
        ...(value !== undefined && { value: change(value) }),
      }
      return { ...entry, data: { ...entry.data, ...changed } }
    }
    default:
      return entry
  }
}

const mapValues = (values: JsonValue | undefined, change: (value: JsonValue) => JsonValue): JsonObject =>
  Object.fromEntries(Object.entries((values ?? {}) as JsonObject).map(([key, value]) => [key, change(value)]))
