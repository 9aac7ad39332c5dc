import type { KnowledgeStore } from '@llamanexus/node-sdk'
import { type Static, Type } from 'typebox'

/** Where a collection is kept that a node makes. */
export const StoreConfig = Type.Object(
  {
    kind: Type.Union([Type.Literal('embedded'), Type.Literal('pgvector'), Type.Literal('qdrant')], {
      title: 'Kept in',
      description:
        'Of a collection that is made here: the data directory, Postgres with pgvector, or Qdrant.',
      default: 'embedded',
    }),
    database_credential: Type.Optional(
      Type.String({
        title: 'Credential',
        description: 'The address of the Postgres, with its password.',
        'x-widget': 'credential',
        'x-credential-types': ['database'],
        'x-when': { kind: ['pgvector'] },
      }),
    ),
    url: Type.Optional(
      Type.String({
        title: 'Server',
        description: 'Where Qdrant answers to HTTP.',
        examples: ['http://127.0.0.1:6333'],
        'x-when': { kind: ['qdrant'] },
      }),
    ),
    credential: Type.Optional(
      Type.String({
        title: 'Credential',
        description: 'An API key with the name `api-key`, or a bearer token.',
        'x-widget': 'credential',
        'x-credential-types': ['api_key', 'bearer'],
        'x-when': { kind: ['qdrant'] },
      }),
    ),
    name: Type.Optional(
      Type.String({
        title: 'Name there',
        description: 'Of the table, or of the collection in Qdrant. Left out: by the name of the collection.',
        maxLength: 200,
        examples: ['handbook'],
        'x-when': { kind: ['pgvector', 'qdrant'] },
      }),
    ),
  },
  { title: 'Store', 'x-group': 'Store', additionalProperties: false },
)

/** The place as the service takes it; what belongs to another kind is left out. */
export function placeOf(config: Static<typeof StoreConfig> | undefined): KnowledgeStore | undefined {
  switch (config?.kind) {
    case 'pgvector':
      return { kind: 'pgvector', credential: config.database_credential, table: config.name }
    case 'qdrant':
      return { kind: 'qdrant', url: config.url ?? '', credential: config.credential, name: config.name }
    default:
      return undefined
  }
}
