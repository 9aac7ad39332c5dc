import type { KnowledgeCollection } from '@llamanexus/contract'
import { NodeError } from '@llamanexus/node-sdk'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import type { ProblemCode } from '../problems/problem_codes.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

type KnowledgeRoute =
  | 'listCollections'
  | 'createCollection'
  | 'checkPlace'
  | 'getCollection'
  | 'updateCollection'
  | 'deleteCollection'
  | 'listDocuments'
  | 'addDocument'
  | 'deleteDocument'
  | 'listChunks'
  | 'searchCollection'
  | 'listIndexing'
  | 'getIndexing'
  | 'cancelIndexing'

export function knowledgeRoutes({ knowledge, indexing }: App): Pick<Handlers, KnowledgeRoute> {
  const named = async (name: string, fresh = false): Promise<KnowledgeCollection> => {
    const [found] = await knowledge.collections({ name, fresh }).catch(refused)
    if (!found) throw new ApiProblem('collection_not_found')
    return found
  }
  return {
    async listCollections({ query }) {
      const { limit, offset, search = '' } = paged(query)
      const all = await knowledge.collections({ fresh: true }).catch(refused)
      const found = all.filter(({ name, description }) =>
        `${name}\n${description}`.toLowerCase().includes(search.toLowerCase()),
      )
      return { items: found.slice(offset, offset + limit), total: found.length, limit, offset }
    },

    async createCollection({ body, reply }) {
      const made = await knowledge.create(body).catch(refused)
      reply.header('location', `/api/v1/knowledge/${encodeURIComponent(made.name)}`)
      return made
    },

    async checkPlace({ body, reply }) {
      const gone = new AbortController()
      reply.raw.on('close', () => gone.abort())
      return knowledge
        .check({ ...body, signal: gone.signal })
        .catch((error) => refused(error, 'store_failed'))
    },

    getCollection: ({ params }) => named(params.name, true),

    updateCollection: ({ params, body }) => knowledge.describe(params.name, body).catch(refused),

    async deleteCollection({ params, query }) {
      const keep_remote = query?.keep_remote ?? false
      // What is being indexed would make the collection anew.
      await indexing.stop(params.name)
      if (!(await knowledge.drop(params.name, { keep_remote }).catch(refused)))
        throw new ApiProblem('collection_not_found')
      return null
    },

    async listDocuments({ params, query }) {
      const { limit, offset, search } = paged(query)
      const page = await knowledge
        .documents({ collection: params.name, limit, offset, ...(search !== undefined && { search }) })
        .catch(refused)
      return { ...page, limit, offset }
    },

    async addDocument({ params, query, body }) {
      const { name } = await named(params.name)
      const given = [body.text, body.content_base64].filter((each) => each !== undefined)
      if (given.length !== 1)
        throw invalid('/text', 'document_missing', 'Either `text` or `content_base64` has to be given')
      const job = indexing.start(name, body)
      await indexing.wait(job.id, (query?.wait ?? 0) * 1000)
      return indexing.get(name, job.id) ?? job
    },

    async deleteDocument({ params }) {
      await indexing.stop(params.name, params.did)
      const { removed } = await knowledge
        .remove({ collection: params.name, document_ids: [params.did] })
        .catch(refused)
      if (removed === 0) throw new ApiProblem('knowledge_document_not_found')
      return null
    },

    async listChunks({ params, query }) {
      const { limit, offset } = paged(query)
      const page = await knowledge
        .list({
          collection: params.name,
          limit,
          offset,
          ...(query?.document !== undefined && { document_id: query.document }),
        })
        .catch(refused)
      return { ...page, limit, offset }
    },

    async searchCollection({ params, body, reply }) {
      const gone = new AbortController()
      reply.raw.on('close', () => gone.abort())
      const started = performance.now()
      const items = await knowledge
        .search({ collection: params.name, ...body, highlight: true, signal: gone.signal })
        .catch(refused)
      return { items, took_ms: Math.round((performance.now() - started) * 10) / 10 }
    },

    async listIndexing({ params, query }) {
      const { limit, offset } = paged(query)
      const all = indexing.list((await named(params.name)).name)
      return { items: all.slice(offset, offset + limit), total: all.length, limit, offset }
    },

    getIndexing({ params }) {
      const job = indexing.get(params.name, params.jid)
      if (!job) throw new ApiProblem('indexing_not_found')
      return job
    },

    cancelIndexing({ params }) {
      if (!indexing.cancel(params.name, params.jid)) throw new ApiProblem('indexing_not_found')
      return null
    },
  }
}

const problems: Readonly<Record<string, ProblemCode>> = {
  collection_missing: 'collection_not_found',
  collection_exists: 'collection_name_taken',
  disk_full: 'disk_full',
  knowledge_failed: 'not_ready',
  store_unreachable: 'store_failed',
  store_refused: 'store_failed',
  store_missing: 'store_failed',
}
/** What the request itself is to blame for. */
const invalidCodes = new Set([
  'collection_invalid',
  'collection_model',
  'filter_invalid',
  'config_invalid',
  'store_invalid',
  'store_foreign',
])

/** Anything else is the model's provider, unless a field of the store is named. */
function refused(error: unknown, otherwise: ProblemCode = 'embedding_failed'): never {
  if (!(error instanceof NodeError)) throw error
  const { code, message, hint, field } = error
  if (invalidCodes.has(code)) throw invalid(field ? `/${pointerOf(field)}` : '', code, message, hint)
  const detail = hint ? `${message}. ${hint}` : message
  const isStore = field?.startsWith('store') ?? false
  throw new ApiProblem(problems[code] ?? (isStore ? 'store_failed' : otherwise), { detail })
}

/** The field is called `collection` in a node. */
const pointerOf = (field: string): string => (field === 'collection' ? 'name' : field.replaceAll('.', '/'))

const invalid = (pointer: string, code: string, message: string, hint?: string): ApiProblem =>
  new ApiProblem('body_invalid', {
    detail: hint ? `${message}. ${hint}` : message,
    errors: [{ pointer, code, message }],
  })
