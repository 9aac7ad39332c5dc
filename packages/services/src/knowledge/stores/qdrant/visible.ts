import type { JsonObject } from '@llamanexus/workflow'
import type { Filter } from '../../filter.ts'
import { matchesFilter } from '../../matches_filter.ts'
import { filterQdrant } from './filter_qdrant.ts'
import type { ChunkPayload } from './points.ts'

/** The points of a kind that a version of the collection has, and that fit further conditions. */
export const visible = (
  kind: 'chunk' | 'document',
  version: number,
  more: readonly JsonObject[] = [],
): JsonObject => ({
  must: [{ key: 'kind', match: { value: kind } }, { key: 'born', range: { lte: version } }, ...more],
  must_not: [{ key: 'died', range: { lte: version } }],
})

export interface Chosen {
  filter: JsonObject
  /** For what Qdrant cannot say exactly; absent where it can. */
  fits?: (payload: Pick<ChunkPayload, 'metadata'>) => boolean
}

/** Chunks of a version by a filter on their metadata. */
export function chosen(
  version: number,
  filter: Filter | undefined,
  more: readonly JsonObject[] = [],
): Chosen {
  if (!filter) return { filter: visible('chunk', version, more) }
  const { condition, exact } = filterQdrant(filter)
  return {
    filter: visible('chunk', version, [...more, condition]),
    ...(!exact && { fits: ({ metadata }) => matchesFilter(metadata, filter) }),
  }
}

export const anyOf = (key: string, any: readonly string[]): JsonObject => ({ key, match: { any: [...any] } })
