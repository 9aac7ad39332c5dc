import type {
  IndexingJob,
  KnowledgeChunk,
  KnowledgeCollection,
  KnowledgeDocument,
  KnowledgeHit,
} from '@llamanexus/contract'

const at = '2026-01-05T09:30:00.000Z'

const collection: KnowledgeCollection = {
  name: 'handbook',
  description: 'What the shop does for its customers',
  model: 'lexical',
  dimensions: 384,
  store: { kind: 'embedded' },
  documents: 1,
  chunks: 2,
  created_at: at,
  updated_at: at,
}

const document: KnowledgeDocument = {
  id: 'returns.md',
  source: 'returns.md',
  title: 'Returns',
  chunks: 2,
  characters: 180,
  created_at: at,
  updated_at: at,
}

const chunk: KnowledgeChunk = {
  id: 'returns.md#0',
  text: 'An article may be returned within 30 days.',
  document_id: 'returns.md',
  index: 0,
  start: 0,
  end: 42,
  metadata: { source: 'returns.md', year: 2026 },
}

const hit: KnowledgeHit = {
  ...chunk,
  score: 0.61,
  scores: { vector: 0.7, keyword: 0.57 },
  matches: [[18, 26]],
}

const job: IndexingJob = {
  id: 'idx_mg3k9x1c2f9a4b7c8d0e',
  collection: 'handbook',
  document: 'returns.md',
  status: 'done',
  stage: 'indexing',
  done: 2,
  total: 2,
  error: null,
  started_at: at,
  ended_at: at,
}

const page = <T>(item: T) => ({ items: [item], total: 1, limit: 50, offset: 0 })

export const knowledgeExamples = {
  listCollections: { reply: page(collection) },
  createCollection: {
    body: { name: 'handbook', description: collection.description, model: 'lexical' },
    reply: { ...collection, documents: 0, chunks: 0 },
  },
  checkPlace: {
    body: { name: 'handbook', store: { kind: 'pgvector', credential: 'cred_shop', table: 'handbook' } },
    reply: { server: 'Postgres 17.2 with pgvector 0.8.0' },
  },
  getCollection: { reply: collection },
  updateCollection: { body: { description: collection.description }, reply: collection },
  deleteCollection: {},
  listDocuments: { reply: page(document) },
  addDocument: {
    body: {
      name: 'returns.md',
      text: '# Returns\n\nAn article may be returned within 30 days.',
      metadata: { year: 2026 },
    },
    reply: job,
  },
  deleteDocument: {},
  listChunks: { reply: page(chunk) },
  searchCollection: {
    body: { query: 'How long may I return an article?', k: 1, filter: { year: { gte: 2024 } } },
    reply: { items: [hit], took_ms: 2.4 },
  },
  listIndexing: { reply: page(job) },
  getIndexing: { reply: job },
  cancelIndexing: {},
}
