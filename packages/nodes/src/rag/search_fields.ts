import { Type } from 'typebox'

/** The config fields that say how a collection is searched, the same in every node that searches one. */
export const collectionField = Type.String({
  title: 'Collection',
  description: 'As it is called on the Knowledge page.',
  minLength: 1,
  maxLength: 100,
  'x-widget': 'collection',
  examples: ['handbook'],
})

/** `group`: the section of the form that they are folded in. */
export const searchFields = (group?: string) => {
  const at = group === undefined ? {} : { 'x-group': group }
  return {
    mode: Type.Union([Type.Literal('hybrid'), Type.Literal('vector'), Type.Literal('keyword')], {
      title: 'Search by',
      ...at,
      description: 'Vectors, words (BM25), or both.',
      default: 'hybrid',
    }),
    vector_weight: Type.Optional(
      Type.Number({
        title: 'Share of vectors',
        ...at,
        description: 'Of a hybrid search: 0 is words alone, 1 vectors alone. Left out: what suits the model.',
        minimum: 0,
        maximum: 1,
        examples: [0.5],
      }),
    ),
    threshold: Type.Number({
      title: 'Least score',
      ...at,
      description: 'From 0 to 1; hits below it are left out.',
      default: 0,
      minimum: 0,
      maximum: 1,
    }),
    filter: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        title: 'Filter',
        ...at,
        description:
          'On metadata, with eq, ne, gt, gte, lt, lte, in, contains; `and`, `or`, `not` around them.',
        'x-widget': 'json',
        examples: [{ source: 'handbook.md', year: { gte: 2024 } }],
      }),
    ),
  }
}
