import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { ApprovalService } from './services/approval_service.ts'
import type { CredentialService } from './services/credential_service.ts'
import type { DocumentService } from './services/document_service.ts'
import type { EmbeddingService } from './services/embedding_service.ts'
import type { FileService } from './services/file_service.ts'
import type { GraphService } from './services/graph_service.ts'
import type { GraphqlService } from './services/graphql_service.ts'

import type { KnowledgeService } from './services/knowledge_service.ts'
import type { LlmService } from './services/llm_service.ts'
import type { NoSqlService } from './services/nosql_service.ts'
import type { NotifyService } from './services/notify_service.ts'
import type { OpenApiService } from './services/openapi_service.ts'
import type { RerankService } from './services/rerank_service.ts'
import type { ShellService } from './services/shell_service.ts'
import type { SqlService } from './services/sql_service.ts'
import type { FunctionService, McpService, WorkflowService } from './services/tool_services.ts'
import type { WebSocketService } from './services/websocket_service.ts'

/** What an executor can ask for by name in `uses`. Made once by the server. */
export interface NodeServices {
  approvals: ApprovalService
  cache: CacheService
  credentials: CredentialService
  embeddings: EmbeddingService
  documents: DocumentService
  files: FileService
  functions: FunctionService
  graphql: GraphqlService
  graph: GraphService
  http: HttpService
  knowledge: KnowledgeService
  llm: LlmService
  nosql: NoSqlService
  mcp: McpService
  rerank: RerankService
  notify: NotifyService
  openapi: OpenApiService
  sandbox: SandboxService
  shell: ShellService
  sql: SqlService
  templates: TemplateService
  websocket: WebSocketService
  workflows: WorkflowService
}

export interface HttpRequest {
  url: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /** Whole request, redirects and body included. */
  timeout_ms?: number
  follow_redirects?: boolean
  /** Names of headers that stay behind when a redirect leads to another origin, beside the usual ones such as `Authorization`. */
  private_headers?: readonly string[]
  /** Default 20 MiB; a longer body is an error. */
  max_response_bytes?: number
  signal?: AbortSignal
}

export interface HttpResponse {
  status: number
  /** Lower-case names; repeated headers joined by `, `. */
  headers: Record<string, string>
  /** After redirects. */
  url: string
  body: Uint8Array
}

/**
 * The one HTTP client. Refuses private, loopback and metadata addresses unless policy allows them, on every redirect,
 * and connects to the very address it checked. Throws `NodeError`: `address_refused`, `url_invalid`, `connect_failed`,
 * `timeout`, `response_too_large`, `too_many_redirects`, `aborted`.
 */
export interface HttpService {
  request(request: HttpRequest): Promise<HttpResponse>
  /** For libraries that take a `fetch`; the same guard. */
  fetch: typeof globalThis.fetch
}

export interface RunCodeRequest {
  language: 'javascript' | 'python'
  /** A function body with the `globals` as its variables; what it returns is the result. */
  code: string
  globals: JsonObject
  /** Default 10,000. */
  timeout_ms?: number
  /** Beside what the language itself takes. Default 64. */
  memory_mb?: number
  /** Bytes of stdout that are kept. Default 1 MiB. */
  max_output_bytes?: number
  signal?: AbortSignal
  onStdout?: (text: string) => void
  /** What Python writes on its standard error; in JavaScript all goes to stdout. */
  onStderr?: (text: string) => void
}

export interface RunCodeResult {
  result: JsonValue
  stdout: string
}

/** Runs code of users where it can reach nothing and is ended at its limits, off the main thread. Throws `NodeError`: `code_failed`, `timeout`, `memory_exceeded`, `output_too_large`, `aborted`. */
export interface SandboxService {
  run(request: RunCodeRequest): Promise<RunCodeResult>
}

/**
 * What stands between code in Python and the machine: it is compiled to WebAssembly, Node's permission model gives it no
 * files, processes or threads, no module of Node can be imported, Node's network is broken, and the kernel gives it no new
 * socket or file.
 */
export type SandboxWall = 'webassembly' | 'permissions' | 'no_modules' | 'no_network' | 'kernel'

export interface RenderRequest {
  engine: 'jinja' | 'mustache'
  template: string
  vars: JsonObject
  timeout_ms?: number
  signal?: AbortSignal
}

/** Renders where it can be killed. Throws `NodeError`: `template_invalid`, `template_failed`, `timeout`, `aborted`. */
export interface TemplateService {
  render(request: RenderRequest): Promise<string>
}

/** Values that workflows keep by key, over restarts. */
export interface CacheService {
  /** `hit` is false and `value` null where nothing is kept, or its time is over. */
  get(key: string): Promise<{ hit: boolean; value: JsonValue }>
  /** Replaces what was there. Kept for ever where no time is given, in milliseconds from now. */
  set(key: string, value: JsonValue, ttlMs?: number): Promise<void>
}

export interface EvaluateLimits {
  timeout_ms?: number
  memory_mb?: number
  signal?: AbortSignal
}

/**
 * Evaluates expressions for the engine. Answers synchronously where no sandbox is needed or a short one on this thread
 * will do, otherwise by promise, off the main thread. Throws `NodeError` `expression_failed`, `timeout` or `memory_exceeded`.
 */
export interface ExpressionService {
  evaluate(expression: string, scope: JsonObject, limits?: EvaluateLimits): JsonValue | Promise<JsonValue>
  /** The expression once for each item, with `item`, `index` and `items` added to the scope. */
  evaluateEach(
    expression: string,
    items: readonly JsonValue[],
    scope: JsonObject,
    limits?: EvaluateLimits,
  ): JsonValue[] | Promise<JsonValue[]>
}
