import type { LogEntry } from '@llamanexus/engine'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { newId } from '../new_id.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { sendWebhookAnswer } from './send_webhook_answer.ts'
import { checkWebhookAuth } from './webhook_auth.ts'
import { addWebhookParsers, rawBodyOf } from './webhook_body.ts'
import { withSecrets } from './webhook_secrets.ts'
import type { WebhookEntry, WebhookTable } from './webhook_table.ts'

const bodyLimit = 20 * 1024 * 1024

export interface WebhookRouteOptions {
  /** Milliseconds a caller is held for an answer. */
  timeout_ms: number
}

type Outcome =
  | { kind: 'answer'; outputs: JsonObject }
  | { kind: 'ended'; status: string; final_output: JsonValue }
  | { kind: 'timeout' }

/** `ANY /webhooks/{path}` and `ANY /webhooks/test/{path}`. */
export function addWebhookRoutes(server: FastifyInstance, app: App, options: WebhookRouteOptions): void {
  server.register(async (scope) => {
    addWebhookParsers(scope)
    scope.all('/webhooks/test/*', { bodyLimit }, async (request, reply) =>
      receive(await app.webhooks.test(), pathOf(request), request, reply),
    )
    scope.all('/webhooks/*', { bodyLimit }, (request, reply) =>
      receive(app.webhooks.active(), pathOf(request), request, reply),
    )
  })

  async function receive(
    table: WebhookTable,
    path: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const match = table.match(request.method, path)
    if (match.found === 'nothing') throw new ApiProblem('webhook_not_found')
    if (match.found === 'other_method')
      throw new ApiProblem('method_not_allowed', { headers: { allow: match.allow.join(', ') } })
    const { entry, params } = match
    const data = triggerData({ ...entry, auth: await authOf(entry) }, params, request)
    assertRunnable(entry)
    return entry.respond === 'immediately'
      ? answerAtOnce(entry, data, reply)
      : answerLater(entry, data, reply)
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

  async function answerAtOnce(entry: WebhookEntry, data: JsonObject, reply: FastifyReply) {
    const id = newId('run')
    const { started, finished } = start(entry, data, id)
    finished.catch(ignore)
    await started
    return reply.code(202).header('content-type', 'application/json').send(`{"execution_id":"${id}"}`)
  }

  async function answerLater(entry: WebhookEntry, data: JsonObject, reply: FastifyReply) {
    const id = newId('run')
    const outcome = await outcomeOf(entry, data, id)
    reply.header('x-execution-id', id)
    switch (outcome.kind) {
      case 'answer':
        return sendWebhookAnswer(reply, outcome.outputs)
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
  function outcomeOf(entry: WebhookEntry, data: JsonObject, id: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome) => {
        stop()
        clearTimeout(timer)
        resolve(outcome)
      }
      const stop = app.hub.watchRun(id, (entries) => {
        const outcome = outcomeIn(entries, entry)
        if (outcome) settle(outcome)
      })
      const timer = setTimeout(settle, options.timeout_ms, { kind: 'timeout' })
      timer.unref()
      const fail = (error: unknown) => {
        stop()
        clearTimeout(timer)
        reject(error)
      }
      try {
        const { started, finished } = start(entry, data, id)
        started.catch(fail)
        finished.then(({ status, final_output }) => settle({ kind: 'ended', status, final_output }), fail)
      } catch (error) {
        fail(error)
      }
    })
  }

  function start({ workflow, node_id }: WebhookEntry, data: JsonObject, execution_id: string) {
    return app.engine.start({
      execution_id,
      workflow,
      trigger_node: node_id,
      trigger_data: data,
      source: 'webhook',
    })
  }
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
  return {
    body: (request.body ?? null) as JsonValue,
    headers,
    query: { ...(request.query as Record<string, string | string[]>) },
    params,
    method: request.method,
  }
}

function pathOf(request: FastifyRequest): string {
  const path = (request.params as { '*': string })['*']
  return path.endsWith('/') ? path.slice(0, -1) : path
}
