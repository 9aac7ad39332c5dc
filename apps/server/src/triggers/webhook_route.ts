import type { ExecutionRecord, LogEntry } from '@llamanexus/engine'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { newId } from '../new_id.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { deliveryId } from './delivery_id.ts'
import { MultipartForm } from './read_multipart.ts'
import { sendWebhookAnswer } from './send_webhook_answer.ts'
import { productionRoute, testRoute, webhookAt } from './webhook_at.ts'
import { checkWebhookAuth } from './webhook_auth.ts'
import { addWebhookParsers, rawBodyOf, webhookBodyLimit } from './webhook_body.ts'
import { addCorsHeaders, answerOptions } from './webhook_cors.ts'
import { withSecrets } from './webhook_secrets.ts'
import type { WebhookEntry } from './webhook_table.ts'

export interface WebhookRouteOptions {
  /** Milliseconds a caller is held for an answer. */
  timeout_ms: number
}

type Outcome =
  | { kind: 'answer'; outputs: JsonObject }
  | { kind: 'ended'; status: string; final_output: JsonValue }
  | { kind: 'timeout' }
  | { kind: 'closing' }

/** `ANY /webhooks/{path}` and `ANY /webhooks/test/{path}`. */
export function addWebhookRoutes(server: FastifyInstance, app: App, options: WebhookRouteOptions): void {
  server.register(async (scope) => {
    addWebhookParsers(scope)
    // Headers that a page elsewhere needs to read an answer come before a body is read, which may be refused.
    scope.addHook('onRequest', async (request, reply) => {
      const at = await webhookAt(app, request)
      const match = at?.table.match(request.method, at.path)
      if (match?.found === 'entry') addCorsHeaders(match.entry, request, reply)
    })
    scope.all(testRoute, { bodyLimit: webhookBodyLimit }, (request, reply) => receive(request, reply))
    scope.all(productionRoute, { bodyLimit: webhookBodyLimit }, (request, reply) => receive(request, reply))
  })

  async function receive(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const at = await webhookAt(app, request)
    const match = at?.table.match(request.method, at.path)
    if (!at || !match || match.found === 'nothing') throw new ApiProblem('webhook_not_found')
    if (request.method === 'OPTIONS') return answerOptions(at, request, reply)
    if (match.found === 'other_method')
      throw new ApiProblem('method_not_allowed', { headers: { allow: match.allow.join(', ') } })
    const { entry, params } = match
    const data = triggerData({ ...entry, auth: await authOf(entry) }, params, request)
    assertRunnable(entry)
    // Who only looks, as a link checker does, learns that a GET would be taken and starts no run.
    if (request.method === 'HEAD') return reply.code(200).send()
    // Who tries out an address calls it again and again.
    const known = at.is_test ? undefined : await knownDelivery(entry, request, data)
    const run = known ? await repeated(entry, known, data) : begin(entry, newId('run'), data)
    if (known?.is_repeat) reply.header('idempotency-replayed', 'true')
    return entry.respond === 'immediately' ? answerAtOnce(run, reply) : answerLater(entry, run, reply)
  }

  /** The run of a delivery by what it is known by: the same one for a repeat, also after a restart. */
  async function knownDelivery(
    { workflow, node_id, delivery_id, dedupe_ms }: WebhookEntry,
    request: FastifyRequest,
    { body = null }: JsonObject,
  ): Promise<{ id: string; is_repeat: boolean } | undefined> {
    const delivery = dedupe_ms > 0 ? deliveryId(delivery_id, { headers: request.headers, body }) : undefined
    if (delivery === undefined) return undefined
    const mine = { execution_id: newId('run') }
    const scope = `delivery:${workflow.id}:${node_id}`
    const first = (await app.store.idempotency.remember(scope, delivery, mine, dedupe_ms)) as typeof mine
    return { id: first.execution_id, is_repeat: first.execution_id !== mine.execution_id }
  }

  /** What a process that died, or a full queue, kept from being started is started now, under the same id. */
  async function repeated(
    entry: WebhookEntry,
    { id, is_repeat }: { id: string; is_repeat: boolean },
    data: JsonObject,
  ): Promise<WebhookRun> {
    if (is_repeat && (await app.store.executions.record(id))) return running(entry, id)
    try {
      return begin(entry, id, data)
    } catch (error) {
      // The first delivery is on its way to the disk.
      if ((error as { code?: unknown }).code === 'conflict') return running(entry, id)
      throw error
    }
  }

  function begin({ workflow, node_id }: WebhookEntry, id: string, data: JsonObject): WebhookRun {
    const watch = followed(id)
    try {
      const { started, finished } = app.engine.start({
        execution_id: id,
        workflow,
        trigger_node: node_id,
        trigger_data: data,
        source: 'webhook',
      })
      finished.catch(ignore)
      return { id, watch, started, finished }
    } catch (error) {
      watch.stop()
      throw error
    }
  }

  /** A run that was begun by an earlier delivery: what it has answered already counts. */
  async function running(entry: WebhookEntry, id: string): Promise<WebhookRun> {
    const watch = followed(id)
    const finished = app.engine.finished(id)
    finished.catch(ignore)
    for (const node of entry.responders) {
      const { items } = await app.store.executions.nodes(id, { node, limit: 1, offset: 0 })
      const [answered] = items
      if (answered?.status === 'completed' && !answered.error && answered.outputs)
        return { id, watch, started: Promise.resolve(), finished, answered: answered.outputs }
    }
    return { id, watch, started: Promise.resolve(), finished }
  }

  /** What becomes durable of a run from now on, kept until somebody listens. */
  function followed(id: string): Followed {
    const kept: LogEntry[] = []
    let listener = (entries: readonly LogEntry[]): void => {
      kept.push(...entries)
    }
    const stop = app.hub.watchRun(id, (entries) => listener(entries))
    return {
      stop,
      listen(next) {
        listener = next
        if (kept.length > 0) next(kept)
      },
    }
  }

  async function authOf({ auth, workflow }: WebhookEntry): Promise<JsonObject> {
    try {
      return await withSecrets(auth, app.credentials.secrets.resolve)
    } catch (error) {
      server.log.error(error, `A secret of the webhook of "${workflow.name}" cannot be read`)
      throw new ApiProblem('run_failed', { detail: 'The workflow has errors and cannot be run.' })
    }
  }

  /** The caller learns that the workflow cannot run, the owner what is wrong with it. */
  function assertRunnable({ workflow }: WebhookEntry): void {
    const broken = app.documents.findings(workflow).some(({ severity }) => severity === 'error')
    if (broken) throw new ApiProblem('run_failed', { detail: 'The workflow has errors and cannot be run.' })
  }

  async function answerAtOnce({ id, watch, started }: WebhookRun, reply: FastifyReply) {
    watch.stop()
    await started
    return reply.code(202).header('content-type', 'application/json').send(`{"execution_id":"${id}"}`)
  }

  async function answerLater(entry: WebhookEntry, run: WebhookRun, reply: FastifyReply) {
    const { id } = run
    const outcome = await outcomeOf(entry, run)
    reply.header('x-execution-id', id)
    switch (outcome.kind) {
      case 'answer':
        return sendWebhookAnswer(reply, outcome.outputs)
      case 'closing':
        throw new ApiProblem('closing', { headers: { 'retry-after': '5' }, extra: { execution_id: id } })
      case 'timeout':
        throw new ApiProblem('run_timeout', { extra: { execution_id: id } })
      case 'ended':
        if (outcome.status !== 'completed')
          throw new ApiProblem('run_failed', { extra: { execution_id: id } })
        return outcome.final_output === null
          ? reply.code(204).send()
          : sendWebhookAnswer(reply, { body: outcome.final_output })
    }
  }

  /** The first of: a response that is committed, the end of the run, the time limit. */
  function outcomeOf(entry: WebhookEntry, run: WebhookRun): Promise<Outcome> {
    const { watch, started, finished, answered } = run
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    const timer = setTimeout(resolve, options.timeout_ms, { kind: 'timeout' })
    timer.unref()
    // The run goes on after the next start, where a sender that numbers its deliveries gets this answer.
    const onDrained = () => resolve({ kind: 'closing' })
    app.drained.addEventListener('abort', onDrained, { once: true })
    if (answered && entry.respond === 'response_node') resolve({ kind: 'answer', outputs: answered })
    watch.listen((entries) => {
      const outcome = outcomeIn(entries, entry)
      if (outcome) resolve(outcome)
    })
    started.catch(reject)
    finished.then(({ status, final_output }) => resolve({ kind: 'ended', status, final_output }), reject)
    return promise.finally(() => {
      watch.stop()
      clearTimeout(timer)
      app.drained.removeEventListener('abort', onDrained)
    })
  }
}

interface Followed {
  listen(listener: (entries: readonly LogEntry[]) => void): void
  stop(): void
}

/** A run that a call waits for, begun by this one or by an earlier delivery of the same. */
interface WebhookRun {
  id: string
  watch: Followed
  started: Promise<unknown>
  finished: Promise<ExecutionRecord>
  /** What its response node has said already. */
  answered?: JsonObject
}

const ignore = () => undefined

function outcomeIn(entries: readonly LogEntry[], entry: WebhookEntry): Outcome | undefined {
  if (entry.respond !== 'response_node') return undefined
  for (const logged of entries)
    if (isCompleted(logged) && entry.responders.has(logged.node_id ?? ''))
      return { kind: 'answer', outputs: logged.data.outputs }
  return undefined
}

const isCompleted = (entry: LogEntry): entry is LogEntry<'node_completed'> =>
  entry.type === 'node_completed' && !('error' in entry.data && entry.data.error)

/** Checks who calls, and makes the trigger data without what proved it. */
function triggerData(
  entry: WebhookEntry,
  params: Record<string, string>,
  request: FastifyRequest,
): JsonObject {
  const headers = { ...request.headers } as Record<string, string | string[]>
  const { type = 'none' } = entry.auth
  if (type !== 'none') {
    const call = { headers: request.headers, raw: rawBodyOf(request), now: Date.now() }
    const result = checkWebhookAuth(entry.auth, call)
    if (!result.ok)
      throw new ApiProblem('unauthorised', {
        ...(result.challenge && { headers: { 'www-authenticate': result.challenge } }),
      })
    for (const name of result.secret_headers) delete headers[name]
  }
  const { body } = request
  const isForm = body instanceof MultipartForm
  return {
    body: isForm ? body.fields : ((body ?? null) as JsonValue),
    files: isForm ? body.files : [],
    headers,
    query: { ...(request.query as Record<string, string | string[]>) },
    params,
    method: request.method,
  }
}
