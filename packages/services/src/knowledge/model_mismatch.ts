import { NodeError } from '@llamanexus/node-sdk'

interface Vectors {
  model: string
  /** 0 where it is not known. */
  dimensions: number
}

/** Vectors that cannot stand in one collection. */
export function modelMismatch(collection: Vectors & { name: string }, given: Vectors): NodeError {
  const { name, ...own } = collection
  return new NodeError(
    'collection_model',
    `The collection "${name}" has vectors of ${shown(own)}, not of ${shown(given)}`,
    {
      field: 'model',
      hint: 'Vectors of different models cannot be compared. Use the model of the collection, or another collection.',
      retryable: false,
    },
  )
}

const shown = ({ model, dimensions }: Vectors): string =>
  dimensions > 0 ? `"${model}" with ${dimensions} dimensions` : `"${model}"`
