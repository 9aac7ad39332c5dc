import type { Socket } from 'node:net'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import type { App } from './app.ts'
import { addApprovalPage } from './approvals/approval_page.ts'
import type { Metrics } from './metrics.ts'
import { addDocsRoutes } from './openapi/docs_routes.ts'
import { ApiProblem } from './problems/api_problem.ts'
import { problemOf } from './problems/problem_of.ts'
import { sendProblem } from './problems/send_problem.ts'
import { addWebSocket, allowWebSockets } from './realtime/websocket.ts'
import { approvalRoutes } from './routes/approval_routes.ts'
import { credentialRoutes } from './routes/credential_routes.ts'
import { addDemoRoutes } from './routes/demo_routes.ts'
import { executionRoutes } from './routes/execution_routes.ts'
import { addFileParser, fileRoutes } from './routes/file_routes.ts'
import { functionRoutes } from './routes/function_routes.ts'
import { addHealthRoutes } from './routes/health_routes.ts'
import { knowledgeRoutes } from './routes/knowledge_routes.ts'
import { modelRoutes } from './routes/model_routes.ts'
import { mountRoutes } from './routes/mount.ts'
import { nodeRoutes } from './routes/node_routes.ts'
import { notFound } from './routes/not_found.ts'
import { notificationRoutes } from './routes/notification_routes.ts'
import { addPageRoutes } from './routes/page_routes.ts'
import { shareRoutes } from './routes/share_routes.ts'
import { templateRoutes } from './routes/template_routes.ts'
import { toolRoutes } from './routes/tool_routes.ts'
import { addImportParsers, transferRoutes } from './routes/transfer_routes.ts'
import { triggerRoutes } from './routes/trigger_routes.ts'
import { versionRoutes } from './routes/version_routes.ts'
import { workflowRoutes } from './routes/workflow_routes.ts'
import { addJsonParser } from './security/body_parsers.ts'
import { addGuard } from './security/guard.ts'
import { addSharePage } from './shares/share_page.ts'
import { allowedElsewhere } from './triggers/webhook_cors.ts'
import { addWebhookRoutes } from './triggers/webhook_route.ts'

export interface HttpServerOptions {
  app: App
  metrics: Metrics
  host: string
  port: () => number
  allowed_hosts?: readonly string[]
  trusted_proxies?: readonly string[]
  web_dir: string
  log_level: string
  version: string
  /** Milliseconds that the caller of a webhook is held for an answer. */
  webhook_timeout_ms: number
}

/** Everything the server answers, not listening yet. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { app, host, web_dir, trusted_proxies = [] } = options
  const server = fastify({
    logger:
      options.log_level === 'silent' ? false : { level: options.log_level, stream: withoutSecrets(app) },
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trusted_proxies.length > 0 && [...trusted_proxies],
    forceCloseConnections: true,
    return503OnClosing: false,
    requestTimeout: 120_000,
    // The guard refuses a request without a host, and says so as the API says things.
    http: { requireHostHeader: false },
    clientErrorHandler: refuseUnreadable,
    routerOptions: { maxParamLength: 500 },
    // Requests are checked against the contract where it is mounted; the framework's own compilers need not be loaded.
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
    // What the HTTP parser itself refuses is answered before any hook of ours.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOf(error)),
  })
  await allowWebSockets(server)
  addGuard(server, { ...options, allowed_elsewhere: allowedElsewhere(app) })
  refuseWhenClosing(server, app)
  // Others reach it through a proxy too, and then each by an address of their own.
  if (!isLoopback(host) || trusted_proxies.length > 0) await addRateLimit(server)
  server.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500 && !(error instanceof ApiProblem)) request.log.error(error)
    return sendProblem(reply, problem)
  })
  // Whatever a message was made of, no secret leaves in it.
  server.addHook('onSend', (_request, reply, payload, done) => {
    const { redactor } = app.credentials
    const isProblem = String(reply.getHeader('content-type')).startsWith('application/problem+json')
    done(
      null,
      redactor.is_active && isProblem && typeof payload === 'string' ? redactor.text(payload) : payload,
    )
  })
  server.setNotFoundHandler(notFound(web_dir))
  await server.register(async (api) => {
    addJsonParser(api)
    await addImportParsers(api)
    addFileParser(api)
    mountRoutes(api, {
      ...workflowRoutes(app),
      ...versionRoutes(app),
      ...executionRoutes(app),
      ...nodeRoutes(app),
      ...approvalRoutes(app),
      ...fileRoutes(app),
      ...functionRoutes(app),
      ...toolRoutes(app),
      ...notificationRoutes(app),
      ...knowledgeRoutes(app),
      ...modelRoutes(app),
      ...templateRoutes(app),
      ...transferRoutes(app),
      ...shareRoutes(app),
      ...credentialRoutes(app),
      ...triggerRoutes(app),
    })
  })
  addWebhookRoutes(server, app, { timeout_ms: options.webhook_timeout_ms })
  addHealthRoutes(server, app, options.metrics.text)
  await addApprovalPage(server, app)
  addDemoRoutes(server)
  addWebSocket(server, app)
  await addDocsRoutes(server, { version: options.version, public_url: app.public_url })
  await addPageRoutes(server, web_dir)
  await addSharePage(server, app, web_dir)
  return server
}

/** The log goes to the standard error output, without a secret that was opened. */
const withoutSecrets = (app: App) => ({
  write: (line: string): void => void process.stderr.write(app.credentials.redactor.text(line)),
})

const unused = (): never => {
  throw new Error('Routes are mounted without schemas of the framework.')
}

/** What is no HTTP reaches no route: it is answered on the bare socket. */
function refuseUnreadable(_error: Error, socket: Socket): void {
  const body = JSON.stringify(new ApiProblem('request_invalid', { detail: 'This is no HTTP request.' }))
  if (socket.writable)
    socket.end(
      `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    )
}

/** Intake ends first. What is asked about the server itself is answered to the last, and so is what runs that drain ask of it. */
function refuseWhenClosing(server: FastifyInstance, app: App): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const refused = app.closing.aborted && !/^\/(livez|readyz|metrics|demo\/)/.test(request.url)
    done(
      refused
        ? new ApiProblem('closing', { headers: { 'retry-after': '5', connection: 'close' } })
        : undefined,
    )
  })
}

async function addRateLimit(server: FastifyInstance): Promise<void> {
  const { default: rateLimit } = await import('@fastify/rate-limit')
  await server.register(rateLimit, {
    max: 1200,
    timeWindow: '1 minute',
    // A probe that is refused would have a healthy server restarted.
    allowList: ({ url }) => /^\/(livez|readyz)(\?|$)/.test(url ?? ''),
    errorResponseBuilder: (_request, { ttl }) =>
      new ApiProblem('too_many_requests', { headers: { 'retry-after': String(Math.ceil(ttl / 1000)) } }),
  })
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.')
