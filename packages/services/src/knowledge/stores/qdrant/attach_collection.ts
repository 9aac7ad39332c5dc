import type { StoreCheck } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { LEXICAL } from '../../../lexical/index.ts'
import type { PlacedCollection } from '../../collection_store.ts'
import { modelMismatch } from '../../model_mismatch.ts'
import { storeForeign, storeMissing } from '../store_failures.ts'
import { FORMAT, MEANING, STATE_POINT, type State, WORDS } from './points.ts'
import type { QdrantClient } from './qdrant_client.ts'

/**
 * Finds the collection of ours that is there, or makes it. Qdrant has to know the dimensions from the start: where they
 * are not known yet, it is made with the first vectors.
 */
export async function attachCollection(
  client: QdrantClient,
  { name, model, dimensions }: Pick<PlacedCollection, 'name' | 'dimensions'> & { model?: string },
): Promise<{ model: string; dimensions: number; is_new: boolean }> {
  await client.version()
  const found = await readState(client)
  if (found) {
    if (model !== undefined && model !== found.model)
      throw modelMismatch({ ...found, name }, { model, dimensions })
    return { model: found.model, dimensions: found.dimensions, is_new: false }
  }
  const made = { name, model: model ?? LEXICAL.id, dimensions }
  if (dimensions > 0) await makeCollection(client, made)
  return { ...made, is_new: true }
}

/** Makes the collection; one that was begun and not finished is finished. */
export async function makeCollection(
  client: QdrantClient,
  { name, model, dimensions }: Pick<PlacedCollection, 'name' | 'model' | 'dimensions'>,
): Promise<State> {
  const config = await client.ask<CollectionConfig>('GET', '')
  if (!config)
    await client.ask('PUT', '', {
      vectors: { [MEANING]: { size: dimensions, distance: 'Cosine' } },
      sparse_vectors: { [WORDS]: { modifier: 'idf' } },
    })
  for (const [field_name, field_schema] of Object.entries(INDEXES))
    await client.ask('PUT', '/index?wait=true', { field_name, field_schema })
  const state = {
    format: FORMAT,
    collection: name,
    model,
    dimensions,
    version: 0,
    documents: 0,
    chunks: 0,
    terms: 0,
  }
  await writeState(client, state)
  return state
}

const INDEXES = {
  kind: 'keyword',
  key: 'keyword',
  document_key: 'keyword',
  facets: 'keyword',
  born: 'integer',
  died: 'integer',
}

export async function checkPlace(client: QdrantClient): Promise<StoreCheck> {
  const server = `Qdrant ${await client.version()}`
  const found = await readState(client)
  if (!found) return { server }
  const { model, dimensions, documents, chunks } = found
  return { server, holds: { model, dimensions, documents, chunks } }
}

export async function dropCollection(client: QdrantClient): Promise<void> {
  if (await readState(client)) await client.ask('DELETE', '')
}

/** What is read of the collection now. One that has no vectors yet need not be there; of any other that throws `store_missing`. */
export async function stateOf(
  client: QdrantClient,
  { name, model, dimensions }: Pick<PlacedCollection, 'name' | 'model' | 'dimensions'>,
): Promise<State> {
  const found = await readState(client)
  if (found) return found
  if (dimensions > 0) throw storeMissing(name, `the collection ${client.place.name} in Qdrant`)
  return {
    format: FORMAT,
    collection: name,
    model,
    dimensions,
    version: 0,
    documents: 0,
    chunks: 0,
    terms: 0,
  }
}

/** The last request of every write: what was written before it is seen from then on. */
export async function writeState(client: QdrantClient, state: State): Promise<void> {
  const payload = { kind: 'collection', ...state }
  await client.ask('PUT', '/points?wait=true', { points: [{ id: STATE_POINT, vector: {}, payload }] })
}

/** Undefined where there is none of ours, or one that was not finished. Throws `store_foreign` for one of somebody else. */
async function readState(client: QdrantClient): Promise<State | undefined> {
  const found = await client.ask<{ payload: JsonObject }[]>('POST', '/points', {
    ids: [STATE_POINT],
    with_payload: true,
    with_vector: false,
  })
  if (!found) return undefined
  const state = found[0]?.payload as unknown as State | undefined
  if (state && state.format === FORMAT) return state
  const { name } = client.place
  if (state) throw storeForeign(`The collection ${name} in Qdrant was written by a newer release`)
  if (isUnfinished(await client.ask<CollectionConfig>('GET', ''))) return undefined
  throw storeForeign(`There is a collection ${name} in Qdrant already, and it is none of ours`)
}

interface CollectionConfig {
  points_count?: number | null
  config?: { params?: { vectors?: JsonObject; sparse_vectors?: JsonObject } }
}

const isUnfinished = (found: CollectionConfig | undefined): boolean => {
  const { vectors, sparse_vectors } = found?.config?.params ?? {}
  return (
    found?.points_count === 0 && vectors?.[MEANING] !== undefined && sparse_vectors?.[WORDS] !== undefined
  )
}
