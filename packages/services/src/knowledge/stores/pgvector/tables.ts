import type { PgvectorPlace } from './connections.ts'

/** The tables of a collection, in quotes and with their schema. */
export interface Tables {
  /** As it stands in the place. */
  name: string
  chunks: string
  terms: string
  documents: string
  /** Knows which tables are ours, one a schema. */
  registry: string
  /** Name of the index of vectors, with its schema to find it and without to make it. */
  index: { full: string; bare: string }
}

export function tablesOf({ table = '' }: PgvectorPlace): Tables {
  const [name = '', schema] = table.split('.').toReversed()
  const full = (own: string) => (schema ? `"${schema}"."${own}"` : `"${own}"`)
  return {
    name,
    chunks: full(name),
    terms: full(`${name}_terms`),
    documents: full(`${name}_documents`),
    registry: full('llamanexus_collections'),
    index: { full: full(`${name}_near`), bare: `"${name}_near"` },
  }
}

export const createRegistry = ({ registry }: Tables): string => `
  CREATE TABLE IF NOT EXISTS ${registry} (
    name text PRIMARY KEY,
    format integer NOT NULL,
    collection text NOT NULL,
    model text NOT NULL,
    dimensions integer NOT NULL,
    documents bigint NOT NULL,
    chunks bigint NOT NULL,
    terms bigint NOT NULL,
    is_indexed boolean NOT NULL,
    created_at text NOT NULL
  )`

/** Ids may be longer than an index takes, so that their keys stand in it. The vector's dimensions come with the first one. */
export const createTables = ({ chunks, terms, documents }: Tables): string[] => [
  `CREATE TABLE ${chunks} (
    row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key uuid NOT NULL UNIQUE,
    document_key uuid NOT NULL,
    id text COLLATE "C" NOT NULL,
    document_id text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    text_start bigint NOT NULL,
    text_end bigint NOT NULL,
    length integer NOT NULL,
    metadata jsonb NOT NULL,
    text text NOT NULL,
    embedding vector
  )`,
  `CREATE INDEX ON ${chunks} (document_key, position)`,
  `CREATE TABLE ${terms} (
    term text COLLATE "C" NOT NULL,
    row bigint NOT NULL,
    hits integer NOT NULL,
    length integer NOT NULL,
    PRIMARY KEY (term, row)
  )`,
  `CREATE INDEX ON ${terms} (row)`,
  `CREATE TABLE ${documents} (
    key uuid PRIMARY KEY,
    id text COLLATE "C" NOT NULL,
    source text NOT NULL,
    title text NOT NULL,
    folded text NOT NULL,
    chunks bigint NOT NULL,
    characters bigint NOT NULL,
    created_at text COLLATE "C" NOT NULL,
    updated_at text COLLATE "C" NOT NULL
  )`,
]

/** Postgres keeps no NUL and no half of a surrogate pair: each becomes U+FFFD, so that offsets stay. */
export const pgText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')
