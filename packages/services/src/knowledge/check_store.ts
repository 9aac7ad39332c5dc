import { createHash } from 'node:crypto'
import { type KnowledgeStore, NodeError } from '@llamanexus/node-sdk'

/** The place of a collection with nothing left open, as it is kept. Throws `NodeError` `store_invalid`, which names the field. */
export function checkStore(store: KnowledgeStore, collection: string): KnowledgeStore {
  switch (store.kind) {
    case 'embedded':
      return { kind: 'embedded' }
    case 'pgvector':
      return checkPgvector(store, collection)
    case 'qdrant':
      return checkQdrant(store, collection)
    default:
      throw invalid('kind', 'There is no such store', 'Use embedded, pgvector or qdrant.')
  }
}

function checkPgvector(
  { url, credential, table }: Extract<KnowledgeStore, { kind: 'pgvector' }>,
  collection: string,
): KnowledgeStore {
  if (table && !TABLE.test(table))
    throw invalid(
      'table',
      `"${table.slice(0, 100)}" is no name of a table`,
      'Use up to 40 letters, digits and underscores, with a schema and a dot before it where wanted.',
    )
  const name = table || nameFor(collection)
  if (credential) return { kind: 'pgvector', credential, table: name }
  if (!url)
    throw invalid(
      'credential',
      'It is not said which Postgres',
      'Choose a credential, or type an address without a password.',
    )
  const parsed = URL.parse(url.trim())
  if (parsed?.protocol !== 'postgres:' && parsed?.protocol !== 'postgresql:')
    throw invalid('url', 'This is no address of a Postgres', 'Write postgres://user@host:5432/database.')
  if (parsed.password) throw withPassword()
  return { kind: 'pgvector', url: url.trim(), table: name }
}

function checkQdrant(
  { url, credential, name }: Extract<KnowledgeStore, { kind: 'qdrant' }>,
  collection: string,
): KnowledgeStore {
  const parsed = URL.parse(String(url ?? '').trim())
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw invalid('url', 'This is no address of a Qdrant', 'Write http://host:6333 or https://host:6333.')
  if (parsed.password || parsed.username) throw withPassword()
  if (name && !NAME.test(name))
    throw invalid(
      'name',
      `"${name.slice(0, 100)}" is no name of a collection in Qdrant`,
      'Use up to 200 letters, digits, dots, dashes and underscores.',
    )
  return {
    kind: 'qdrant',
    url: url.trim().replace(/\/+$/, ''),
    ...(credential && { credential }),
    name: name || nameFor(collection),
  }
}

/** Names of indexes are longer than those of tables, and Postgres takes 63 bytes. */
const TABLE = /^(?:[A-Za-z_][A-Za-z0-9_]{0,59}\.)?[A-Za-z_][A-Za-z0-9_]{0,39}$/
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/

/** The same for the same collection on every machine, so that a second installation finds it. */
function nameFor(collection: string): string {
  const readable = collection
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 20)
  const mark = createHash('sha256').update(collection.normalize('NFC')).digest('hex').slice(0, 6)
  return ['llamanexus', readable, mark].filter(Boolean).join('_')
}

const withPassword = (): NodeError =>
  invalid(
    'url',
    'The address holds a password, which all would see',
    'Keep it as a credential, and choose that.',
  )

const invalid = (field: string, message: string, hint: string): NodeError =>
  new NodeError('store_invalid', message, { field: `store.${field}`, hint, retryable: false })
