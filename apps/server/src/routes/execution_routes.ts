import type { Execution } from '@llamanexus/contract'
import type { ControlResult, ExecutionRecord } from '@llamanexus/engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { streamEvents } from '../realtime/sse.ts'
import type { StartedRun } from '../runs.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

type ExecutionRoute =
  | 'executeWorkflow'
  | 'listExecutions'
  | 'listAllExecutions'
  | 'getExecution'
  | 'listNodeExecutions'
  | 'cancelExecution'
  | 'pauseExecution'
  | 'resumeExecution'
  | 'retryExecution'
  | 'listEvents'

export function executionRoutes(app: App): Pick<Handlers, ExecutionRoute> {
  const { store, engine, documents, runs } = app
  const { executions } = store

  return {
    async executeWorkflow({ params, query, body, request, reply }) {
      const { wait: waitQuery, version, trigger, until } = query ?? {}
      const workflow = await documents.read(params.id, version)
      const asked = { workflow, data: body, trigger, until, source: 'manual' }
      const key = request.headers['idempotency-key']
      const run = await (typeof key === 'string' && key !== ''
        ? runs.startOnce(key, asked)
        : runs.start(asked))
      const wait = waitQuery ?? preferredWait(request, reply)
      const ended = wait !== undefined && (await endsWithin(run, wait * 1000))
      return accepted(run.id, reply.code(ended ? 200 : 202))
    },

    async listExecutions({ params, query }) {
      await documents.read(params.id)
      return executions.list({ ...paged(query), workflow_id: params.id })
    },

    listAllExecutions: ({ query }) => executions.list(paged(query)),

    async getExecution({ params, query }) {
      return read(params.eid, query?.node_executions_limit ?? 5000)
    },

    async listNodeExecutions({ params, query }) {
      await recordOf(params.eid)
      return executions.nodes(params.eid, paged(query))
    },

    cancelExecution: ({ params }) => controlled(params.eid, (id) => engine.cancel(id)),
    pauseExecution: ({ params }) => controlled(params.eid, (id) => engine.pause(id)),
    async resumeExecution({ params }) {
      // What was opened before the run was paused may have been opened by a former process.
      await app.credentials.learn()
      return controlled(params.eid, (id) => engine.resume(id))
    },

    async retryExecution({ params, reply }) {
      const before = await recordOf(params.eid)
      if (before.completed_at === null) throw new ApiProblem('execution_unfinished')
      const run = await runs.start({
        workflow: await documents.read(before.workflow_id, before.workflow_version),
        data: before.trigger_data,
        trigger: before.trigger_node ?? undefined,
        until: before.until_node ?? undefined,
        source: 'retry',
        parent_id: before.id,
      })
      return accepted(run.id, reply)
    },

    async listEvents({ params, query, request, reply }) {
      const record = await recordOf(params.eid)
      const after = lastEventId(request) ?? query?.after ?? 0
      if (request.headers.accept === 'application/json')
        return { items: (await executions.events(record.id, after, query?.limit ?? 200)).map(toEvent) }
      // A browser that comes back after the last event is told not to come again.
      if (record.completed_at !== null && (await executions.events(record.id, after, 1)).length === 0)
        return reply.code(204).send()
      await streamEvents({ app, execution_id: record.id, after, request, reply })
      return reply
    },
  }

  async function recordOf(id: string): Promise<ExecutionRecord> {
    const record = await executions.record(id)
    if (!record) throw new ApiProblem('execution_not_found')
    return record
  }

  async function read(id: string, node_executions_limit: number): Promise<Execution> {
    const execution = await executions.get(id, { node_executions_limit })
    if (!execution) throw new ApiProblem('execution_not_found')
    return execution
  }

  async function controlled(id: string, control: (id: string) => Promise<ControlResult>): Promise<Execution> {
    const { status } = (await control(id)).execution
    const execution = await read(id, 5000)
    // The engine knows of a state that is right and not yet written down; an end in the store is the last word.
    return execution.completed_at === null ? { ...execution, status } : execution
  }

  async function accepted(id: string, reply: FastifyReply): Promise<Execution> {
    reply.header('location', `/api/v1/workflows/executions/${id}`)
    return read(id, 5000)
  }
}

/** A committed entry is an event; its data is JSON by the log's own types. */
const toEvent = <E extends { data: object }>(entry: E) => ({ ...entry, data: { ...entry.data } as never })

/** Seconds from `Prefer: wait=N`, at most 300. */
function preferredWait(request: FastifyRequest, reply: FastifyReply): number | undefined {
  const found = /(?:^|[,;\s])wait=(\d{1,9})/.exec(String(request.headers.prefer ?? ''))
  if (!found) return undefined
  const wait = Math.min(Number(found[1]), 300)
  reply.header('preference-applied', `wait=${wait}`)
  return wait
}

function endsWithin({ finished }: StartedRun, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false).unref()
    const settle = (ended: boolean) => {
      clearTimeout(timer)
      resolve(ended)
    }
    // A process that is closing lets go of the run; the caller is told where to find it.
    finished.then(
      () => settle(true),
      () => settle(false),
    )
  })
}

function lastEventId(request: FastifyRequest): number | undefined {
  const header = request.headers['last-event-id']
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}
