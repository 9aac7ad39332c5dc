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

/** The vector of a query that those of the collection cannot be compared with. */
export const queryMismatch = (
  { name, model, dimensions }: Vectors & { name: string },
  given: number,
): NodeError =>
  new NodeError(
    'collection_model',
    `The vectors of the collection "${name}" have ${dimensions} dimensions, that of the query has ${given}`,
    {
      field: 'query',
      hint: `Embed the query with the model of the collection, "${model}".`,
      retryable: false,
    },
  )

const shown = ({ model, dimensions }: Vectors): string =>
  dimensions > 0 ? `"${model}" with ${dimensions} dimensions` : `"${model}"`
