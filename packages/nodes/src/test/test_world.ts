import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  type CacheService,
  type CredentialType,
  type ExpressionService,
  type HttpService,
  type KnowledgeService,
  type NodeServices,
  type NoSqlService,
  type WebSocketRequest,
} from '@llamanexus/node-sdk'
import { type NodeRun, type RunNodeOptions, runNode } from '@llamanexus/node-sdk/conformance'
import { type ApprovalRows, type Approvals, createApprovals } from '@llamanexus/services/approvals'
import { createCredentials } from '@llamanexus/services/credentials'
import { createDocumentService } from '@llamanexus/services/documents'
import { createEmbeddingService } from '@llamanexus/services/embeddings'
import { createFileService } from '@llamanexus/services/files'
import { createFunctionService } from '@llamanexus/services/functions'
import { createGraphService } from '@llamanexus/services/graph'
import { createGraphqlService } from '@llamanexus/services/graphql'

import { createHostGuard, createHttpService } from '@llamanexus/services/http'
import { createKnowledgeService } from '@llamanexus/services/knowledge'
import { createLlmService } from '@llamanexus/services/llm'
import { createMcp } from '@llamanexus/services/mcp'
import { createNoSqlService } from '@llamanexus/services/nosql'
import { createNotifyService } from '@llamanexus/services/notify'
import { createOpenApiService } from '@llamanexus/services/openapi'
import { createRerankService } from '@llamanexus/services/rerank'
import { createExpressionService, createSandboxService } from '@llamanexus/services/sandbox'
import { createShellService } from '@llamanexus/services/shell'
import { createSqlService } from '@llamanexus/services/sql'
import { createTemplateService } from '@llamanexus/services/templates'
import { createWebSocketService } from '@llamanexus/services/websocket'
import { openStore, type Store } from '@llamanexus/store'
import { type LlmServer, startLlmServer } from '@llamanexus/testing/llm-server'
import { answerQdrant, startMongoWire } from '@llamanexus/testing/peers'
import { WebSocketServer } from 'ws'
import { nodeRegistry } from '../registry.gen.ts'
import { slugFunction } from '../tools/slug_function.ts'
import { doubling } from './doubling.ts'
import { graphPeer } from './graph_peer.ts'

export interface TestWorld {
  services: () => NodeServices
  expressions: () => ExpressionService
  /** Where `file_write` writes. */
  workspace(): string
  /** Where approvals are decided. */
  approvals(): Approvals
  /** Puts a credential in the vault and answers its id. HTTP kinds name their hosts, `host` or `host:port`. */
  addCredential(credential: TestCredential): Promise<string>
  /** What plays OpenAI and Anthropic; there once the tests run. */
  models(): LlmServer
  /** Performs one node of the registry. */
  run(type: string, options?: Partial<RunNodeOptions>): Promise<NodeRun>
}

export interface TestCredential {
  type: CredentialType
  values: Record<string, string>
  hosts?: readonly string[]
  /** Default: one of its own. The name of a `secret` is what `{{ secrets.name }}` reads. */
  name?: string
}

/** What the example of `retriever` finds. */
const handbook = {
  collection: 'handbook',
  chunks: [
    'You may return an article within 30 days.',
    'Parcels leave our house on working days.',
    'The shop is in Hamburg.',
  ].map((text, index) => ({
    id: `handbook.md#${index}`,
    text,
    document_id: 'handbook.md',
    index,
    start: 0,
    end: text.length,
    metadata: { source: 'handbook.md', page: index + 1 },
  })),
}

/** What the example of `qdrant_search` finds. */
const articles = [
  { id: 1, vector: [0.2, 0.1, 0.9], payload: { title: 'Tea' } },
  { id: 2, vector: [0.9, 0.1, 0.1], payload: { title: 'Cups' } },
]

/**
 * The real services for the tests of one file, made before the first test and closed after the last. The web is what is
 * not ours: `https://api.example.com/echo` is a server on this machine that answers with what it was asked, `/pages` gives a list by cursor, and OpenAI and
 * Anthropic are one with a script.
 */
export function testWorld(): TestWorld {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://local')
    let body = ''
    for await (const piece of request) body += String(piece)
    response.setHeader('content-type', 'application/json')
    if (url.pathname.startsWith('/qdrant/')) {
      const { status, body: answer } = answerQdrant(articles, 'articles', url.pathname, JSON.parse(body))
      return void response.writeHead(status).end(JSON.stringify(answer))
    }
    if (url.pathname === '/graphql') {
      const { variables } = JSON.parse(body)
      return void response.end(JSON.stringify({ data: { tea: { id: variables.id, name: 'Sencha' } } }))
    }
    if (url.pathname === '/pages') {
      const { start_cursor: at = 0, page_size: size } = JSON.parse(body)
      const page = {
        results: ['green', 'black', 'white'].slice(at, at + size),
        next_cursor: at + size,
        has_more: at + size < 3,
      }
      return void response.end(JSON.stringify(page))
    }
    response.end(
      JSON.stringify({ method: request.method, query: Object.fromEntries(url.searchParams), body }),
    )
  })
  const http = createHttpService({ policy: { allow_private: true } })
  let models: LlmServer | undefined
  const vendors: HttpService = {
    request: http.request,
    fetch: (input, init) => http.fetch(new URL(vendorAddress(String(input), models)), init),
  }
  const llm = createLlmService({
    http: vendors,
    credentials: {
      open: (use) => credentials.service.open(use),
      authorize: (use) => credentials.service.authorize(use),
    },
    local_servers: [],
  })
  const embeddings = createEmbeddingService({ llm })
  const expressions = createExpressionService()
  const sandbox = createSandboxService({ cache_dir: pythonCache })
  const templates = createTemplateService()
  const workspace = mkdtempSync(join(tmpdir(), 'llamanexus-nodes-'))
  const guard = createHostGuard({ policy: { allow_private: true } })
  const knowledge = createKnowledgeService({
    file: `${workspace}.knowledge.db`,
    embeddings,
    remote: {
      http,
      guard,
      credentials: {
        open: (use) => credentials.service.open(use),
        authorize: (use) => credentials.service.authorize(use),
      },
    },
  })
  const files = createFileService({ root: workspace })
  const documents = createNoSqlService({ guard })
  let mongo: Awaited<ReturnType<typeof startMongoWire>> | undefined
  const nosql: NoSqlService = {
    async query(request) {
      const isExample = request.connection.startsWith('mongodb://db.example.com/')
      if (isExample) mongo ??= await startMongoWire()
      return documents.query({ ...request, connection: isExample ? (mongo?.url ?? '') : request.connection })
    },
  }
  const sql = createSqlService({ root: workspace, guard })
  const shell = createShellService({ root: workspace, allowed: true })
  let filling: Promise<unknown> | undefined
  const seeded: KnowledgeService = {
    ...knowledge,
    async search(request) {
      if (request.collection === 'handbook') await (filling ??= knowledge.upsert(handbook))
      return knowledge.search(request)
    },
  }
  const opening = openStore({ file: ':memory:' })
  const cache: CacheService = {
    get: async (key) => (await opening).cache.get(key),
    set: async (key, value, ttlMs) => (await opening).cache.set(key, value, ttlMs),
  }
  const functions = createFunctionService({
    sandbox,
    functions: {
      get: async (name) => (name === slugFunction.name ? slugFunction : undefined),
      list: async () => ({ items: [slugFunction] }),
    },
  })
  const credentials = createCredentials({
    rows: rowsOf(opening),
    key_file: `${workspace}.key`,
    http,
    address: createHostGuard({ policy: { allow_private: true } }).checked,
  })
  const websocket = createWebSocketService({ guard })
  const mcp = createMcp({
    http,
    sockets: websocket,
    credentials: credentials.service,
    kept: { get: async () => ({ everything }), set: async () => {} },
  })
  let added = 0
  const echo = new WebSocketServer({ server })
  echo.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))))
  before(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    models = await startLlmServer()
  })
  after(async () => {
    server.close()
    await Promise.all([mcp.service.close(), openapi.close(), websocket.close()])
    await models?.close()
    await (await opening).close()
    rmSync(workspace, { recursive: true, force: true })
    rmSync(`${workspace}.key`, { force: true })
    rmSync(`${workspace}-graph`, { recursive: true, force: true })
    await knowledge.close()
    for (const part of ['', '-wal', '-shm']) rmSync(`${workspace}.knowledge.db${part}`, { force: true })
    await Promise.all([llm.close(), expressions.close(), sandbox.close(), templates.close()])
    await Promise.all([
      http.close(),
      documents.close(),
      reading.close(),
      graph.close(),
      graphs.stop(),
      mongo?.stop(),
      sql.close(),
    ])
  })
  const local = (url: string) =>
    url.replace('https://api.example.com', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const web: HttpService = {
    fetch: http.fetch,
    request: (request) => http.request({ ...request, url: local(request.url) }),
  }
  const approvals = createApprovals({ rows: approvalRowsOf(opening) })
  const reading = createDocumentService({ files, http: web, sql })
  const notify = createNotifyService({
    http: web,
    guard,
    credentials: credentials.service,
    files,
    inbox: { add: async (entry) => (await (await opening).notifications.add(entry)).notification },
  })
  const openapi = createOpenApiService({ http: web, files, credentials: credentials.service })
  const graph = createGraphService({ folder: `${workspace}-graph`, guard })
  const graphs = graphPeer(graph)
  const services = () => ({
    approvals: approvals.service,
    workflows: doubling,
    cache,
    credentials: credentials.service,
    embeddings,
    documents: reading,
    graph: graphs,
    files,
    functions,
    http: web,
    knowledge: seeded,
    rerank: createRerankService({ http, llm, credentials: credentials.service }),
    notify,
    sandbox,
    shell,
    nosql,
    sql,
    templates,
    llm,
    graphql: createGraphqlService({ http: web, credentials: credentials.service }),
    mcp: mcp.service,
    openapi,
    websocket: {
      connect: (request: WebSocketRequest) =>
        websocket.connect({
          ...request,
          url: request.url.replace(
            'wss://api.example.com',
            `ws://${local('https://api.example.com').slice(7)}`,
          ),
        }),
    },
  })
  return {
    services,
    expressions: () => expressions,
    workspace: () => workspace,
    models() {
      if (!models) throw new Error('The server of models starts with the first test')
      return models
    },
    approvals: () => approvals,
    async addCredential({ name, hosts = [], ...given }) {
      added += 1
      const id = `cred_${added}`
      await credentials.vault.create(id, { name: name ?? id, hosts, ...given })
      return id
    },
    async run(name, options = {}) {
      const type = nodeRegistry.get(name)
      if (!type) throw new TypeError(`There is no node type ${name}`)
      return runNode(type, { services: services(), expressions, ...options })
    },
  }
}

/** OpenAI and Anthropic are played by a server with a script, which says `Hello` when it has none. */
const vendorAddress = (url: string, models: LlmServer | undefined): string =>
  url.replace(/^https:\/\/api\.(?:openai|anthropic)\.com\/v1/, models?.url ?? '')

/** The reference server of the protocol, as a process of its own. */
const everything = {
  transport: 'stdio',
  command: process.execPath,
  args: [fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'))],
}

/** The rows of a store that is still opening. */
const approvalRowsOf = (opening: Promise<Store>): ApprovalRows => ({
  add: async (approval) => (await opening).approvals.add(approval),
  get: async (id) => (await opening).approvals.get(id),
  decide: async (id, answer) => (await opening).approvals.decide(id, answer),
  expire: async (id) => (await opening).approvals.expire(id),
})

const rowsOf = (opening: Promise<Store>): Store['credentials'] => ({
  get: async (id) => (await opening).credentials.get(id),
  named: async (name) => (await opening).credentials.named(name),
  list: async () => (await opening).credentials.list(),
  put: async (id, change) => (await opening).credentials.put(id, change),
  changeAll: async (change) => (await opening).credentials.changeAll(change),
  delete: async (id) => (await opening).credentials.delete(id),
  uses: async (references) => (await opening).credentials.uses(references),
})
/** One for all tests, so that what Python starts from is made once. */
const pythonCache = fileURLToPath(new URL('../../../../node_modules/.cache/llamanexus', import.meta.url))
