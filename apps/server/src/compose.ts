import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Clock, createEngine, DEFAULT_LIMITS, type EngineLimits } from '@llamanexus/engine'
import { chunkText, nodeRegistry } from '@llamanexus/nodes'
import { createApprovals } from '@llamanexus/services/approvals'
import { createCredentials } from '@llamanexus/services/credentials'
import { createDocumentService } from '@llamanexus/services/documents'
import { createEmbeddingService } from '@llamanexus/services/embeddings'
import { createFileService } from '@llamanexus/services/files'
import { createFunctionService } from '@llamanexus/services/functions'
import { createGraphService } from '@llamanexus/services/graph'
import { createGraphqlService } from '@llamanexus/services/graphql'

import { createHostGuard, createHttpService, type ProxyTexts, proxySettings } from '@llamanexus/services/http'
import { createKnowledgeService } from '@llamanexus/services/knowledge'
import { createLlmService, createModelAdmin, createModelSettings } from '@llamanexus/services/llm'
import { createMcp } from '@llamanexus/services/mcp'
import { createNoSqlService } from '@llamanexus/services/nosql'
import { createInbox, createNotifyService } from '@llamanexus/services/notify'
import { createOpenApiService } from '@llamanexus/services/openapi'
import { createRerankService } from '@llamanexus/services/rerank'
import { createExpressionService, createSandboxService } from '@llamanexus/services/sandbox'
import { createShellService } from '@llamanexus/services/shell'
import { createSqlService } from '@llamanexus/services/sql'
import { createTemplateService } from '@llamanexus/services/templates'
import { createWebSocketService } from '@llamanexus/services/websocket'
import { knowledgeFile, openStore } from '@llamanexus/store'
import type { App } from './app.ts'
import { assemble } from './assemble.ts'
import { vaultKeyFile } from './compose_vault.ts'
import { loadTemplates } from './examples/load_templates.ts'
import { systemClock } from './system_clock.ts'

export interface ComposeOptions {
  /** Data directory; it exists. */
  home: string
  /** Private addresses that workflows may call, as `host`, `host:port` or CIDR; `true` for all of them. May grow later. */
  allow_private_hosts?: readonly string[] | true
  /** Origins of which workflows may call the paths under a prefix only. May grow later. */
  allow_paths?: readonly { origin: string; prefix: string }[]
  /** The proxies that requests over HTTP and WebSocket go through. Default: none. */
  outbound_proxies?: ProxyTexts
  /** Where the key of the credentials is kept. Default `vault.key` in the home. */
  vault_key_file?: string
  /** Lets MCP servers that are started as processes be added over the API; those of `mcp.json` need no leave. Default false. */
  allow_mcp_stdio?: boolean
  /** `system` runs Python of users with the machine's own `python3`, which is no sandbox. Default `sandbox`. */
  python?: 'sandbox' | 'system'
  /** Lets `shell_command` run programs of the machine, which can do all that the server can. Default false. */
  allow_shell?: boolean
  /** `full` (default): a commit survives a loss of power. */
  synchronous?: 'full' | 'normal'
  /** How much may run and wait at once; what is left out takes the engine's own. */
  limits?: Partial<EngineLimits>
  /** Milliseconds that running nodes have to end when the server closes. Default 10,000. */
  drain_ms?: number
  /** Directories outside of the workspace that workflows may watch, absolute. */
  watch_allow?: readonly string[]
  /** What the triggers go by; the machine's clock unless a test has its own. */
  clock?: Clock
  /** Told of what went wrong with nobody waiting for it. */
  report?: (error: unknown, message: string) => void
}

const templateFolder = fileURLToPath(new URL('../../../examples/', import.meta.url))

/** The one place that knows every adapter. */
export async function compose(options: ComposeOptions): Promise<App> {
  const {
    home,
    allow_private_hosts = [],
    allow_paths = [],
    synchronous = 'full',
    drain_ms = 10_000,
    limits,
    watch_allow = [],
    clock = systemClock,
    report = () => {},
  } = options
  const templates = await loadTemplates(templateFolder)
  const store = await openStore({ file: join(home, 'llamanexus.db'), synchronous })
  const policy =
    allow_private_hosts === true ? { allow_private: true } : { allow: allow_private_hosts, allow_paths }
  const proxyFor = proxySettings(options.outbound_proxies)
  const http = createHttpService({ policy, proxyFor })
  const sandbox = createSandboxService({ python: options.python, cache_dir: join(home, 'cache') })
  const rendering = createTemplateService()
  const expressions = createExpressionService()
  const workspace = join(home, 'files')
  const files = createFileService({ root: workspace })
  const functions = createFunctionService({ functions: store.functions, sandbox })
  const credentials = createCredentials({
    rows: store.credentials,
    key_file: options.vault_key_file ?? vaultKeyFile(home),
    http,
    address: createHostGuard({ policy }).checked,
  })
  const guard = createHostGuard({ policy })
  const shell = createShellService({ root: workspace, allowed: options.allow_shell === true })
  const sql = createSqlService({ root: workspace, guard })
  const nosql = createNoSqlService({ guard })
  const modelSettings = createModelSettings(store.settings)
  const llm = createLlmService({ http, settings: modelSettings, credentials: credentials.service })
  const embeddings = createEmbeddingService({ llm })
  const knowledge = createKnowledgeService({
    file: knowledgeFile(home),
    embeddings,
    synchronous,
    remote: { http, guard, credentials: credentials.service },
  })
  const rerank = createRerankService({ http, llm, credentials: credentials.service })
  const approvals = createApprovals({ rows: store.approvals })
  const websocket = createWebSocketService({ guard, proxyFor })
  const mcp = createMcp({
    file: join(home, 'mcp.json'),
    kept: store.settings,
    http,
    sockets: websocket,
    credentials: credentials.service,
    allow_stdio: options.allow_mcp_stdio,
    environment: process.env,
    onSecret: credentials.redactor.add,
  })
  const reading = createDocumentService({ files, http, sql })
  const inbox = createInbox(store.notifications)
  const notify = createNotifyService({
    http,
    guard,
    credentials: credentials.service,
    files,
    inbox,
  })
  const openapi = createOpenApiService({ http, files, credentials: credentials.service })
  const graphql = createGraphqlService({ http, credentials: credentials.service })
  const graph = createGraphService({ folder: join(home, 'graph'), guard })
  const services = {
    approvals: approvals.service,
    cache: store.cache,
    credentials: credentials.service,
    embeddings,
    documents: reading,
    graph,
    files,
    functions,
    graphql,
    http,
    knowledge,
    llm,
    mcp: mcp.service,
    openapi,
    notify,
    sandbox,
    shell,
    nosql,
    rerank,
    sql,
    templates: rendering,
    websocket,
  }
  return assemble({
    store,
    llm,
    credentials,
    mcp,
    graphql,
    openapi,
    models: createModelAdmin(llm, modelSettings),
    modelSettings,
    files,
    functions,
    knowledge,
    reading,
    split: (text, { markdown, ...limits }) =>
      chunkText(text, {
        ...limits,
        strategy: markdown ? 'markdown' : 'recursive',
        min_size: Math.floor(limits.size / 8),
        break_share: 0,
      }),
    approvals,
    inbox,
    templates,
    pythonWalls: sandbox.walls,
    allowances: {
      shell_commands: options.allow_shell === true,
      mcp_processes: options.allow_mcp_stdio === true,
      private_hosts: allow_private_hosts === true ? ['*'] : [...allow_private_hosts],
    },
    nodes: nodeRegistry,
    drain_ms,
    createEngine: ({ workflows, ...own }) =>
      createEngine({
        ...own,
        services: { ...services, workflows },
        expressions,
        limits,
        clock: systemClock,
        secrets: credentials.secrets,
        redaction: credentials.redactor,
      }),
    clock,
    max_queued_of_workflow: Math.ceil((limits?.max_queued_runs ?? DEFAULT_LIMITS.max_queued_runs) / 20),
    report,
    watch: { workspace: join(home, 'files'), allow: watch_allow },
    async closeServices() {
      await Promise.all(
        [
          http,
          llm,
          knowledge,
          mcp,
          sandbox,
          shell,
          reading,
          graph,
          nosql,
          sql,
          rendering,
          expressions,
          websocket,
        ].map((service) => service.close()),
      )
    },
  })
}
