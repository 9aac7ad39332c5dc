import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { type Collector, plainInteger } from './graph_collector.ts'

/** The values of a record of the driver as JSON; nodes and edges are gathered. */
export const plainRecord = (value: object, collector: Collector): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part, collector)]))

function plain(value: unknown, collector: Collector): JsonValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return plainInteger(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value !== 'object')
    return typeof value === 'string' || typeof value === 'boolean' ? value : String(value)
  if (Array.isArray(value)) return value.map((part) => plain(part, collector))
  if (value instanceof Int8Array || value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  const kind = value as Record<string, unknown>
  if ('labels' in kind && 'elementId' in kind)
    return collector.node({
      id: String(kind['elementId']),
      labels: (kind['labels'] as unknown[]).map(String),
      properties: plainRecord(kind['properties'] as object, collector),
    })
  if ('startNodeElementId' in kind)
    return collector.edge({
      id: String(kind['elementId']),
      type: String(kind['type']),
      start: String(kind['startNodeElementId']),
      end: String(kind['endNodeElementId']),
      properties: plainRecord(kind['properties'] as object, collector),
    })
  if ('segments' in kind) return pathOf(kind as unknown as Path, collector)
  // Dates, times, durations and points say themselves what they are.
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null)
    return String(value)
  return plainRecord(value, collector)
}

interface Path {
  start: unknown
  segments: readonly { relationship: unknown; end: unknown }[]
}

const pathOf = ({ start, segments }: Path, collector: Collector): JsonObject => ({
  nodes: [start, ...segments.map(({ end }) => end)].map((node) => plain(node, collector)),
  edges: segments.map(({ relationship }) => plain(relationship, collector)),
})
