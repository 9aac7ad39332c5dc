import type { JsonObject } from '@llamanexus/workflow'
import type { QdrantClient } from './qdrant_client.ts'

const PAGE = 1000

/** All points that fit, a page after the other, with some of their payload. */
export async function scroll<Payload>(
  client: QdrantClient,
  filter: JsonObject,
  fields: readonly string[],
): Promise<{ id: string; payload: Payload }[]> {
  const points: { id: string; payload: Payload }[] = []
  for (let offset: string | null | undefined; offset !== null; ) {
    const page = await client.ask<{ points: typeof points; next_page_offset?: string | null }>(
      'POST',
      '/points/scroll',
      {
        filter,
        limit: PAGE,
        with_payload: [...fields],
        with_vector: false,
        ...(offset && { offset }),
      },
    )
    points.push(...(page?.points ?? []))
    offset = page?.next_page_offset ?? null
  }
  return points
}

/** Long lists in pieces, for a filter that names thousands is one that a server may refuse. */
export async function inPieces<T, R>(
  items: Iterable<T>,
  work: (piece: T[]) => Promise<R[]>,
  size = 500,
): Promise<R[]> {
  const all = [...items]
  const found: R[] = []
  for (let at = 0; at < all.length; at += size) found.push(...(await work(all.slice(at, at + size))))
  return found
}
