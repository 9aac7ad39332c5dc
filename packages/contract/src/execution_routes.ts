import { Type } from 'typebox'
import {
  EventSchema,
  ExecutionSchema,
  ExecutionStatusSchema,
  ExecutionSummarySchema,
  NodeExecutionSchema,
} from './execution_schemas.ts'
import { route } from './route.ts'
import { Any, Id, Paging, pageOf, Time } from './schemas.ts'

const ById = Type.Object({ id: Id })
const ByExecution = Type.Object({ eid: Id })
const ExecutionFilters = {
  ...Paging,
  status: Type.Optional(ExecutionStatusSchema),
  source: Type.Optional(Type.String({ description: '`manual`, `webhook`, `retry`' })),
  trigger: Type.Optional(
    Type.String({ description: 'What started the run: a source, or the id of a trigger node' }),
  ),
  parent_id: Type.Optional(Id),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  search: Type.Optional(Type.String()),
}

/** Runs of workflows: started, looked at, steered and followed. */
export const executionRoutes = {
  executeWorkflow: route({
    id: 'executeWorkflow',
    method: 'POST',
    path: '/workflows/{id}/execute',
    summary: 'Run a workflow; the body is the trigger data',
    tag: 'executions',
    params: ById,
    query: Type.Object({
      wait: Type.Optional(
        Type.Number({ minimum: 0, maximum: 300, description: 'Seconds to hold for the result' }),
      ),
      trigger: Type.Optional(Id),
      until: Type.Optional(Id),
      version: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    headers: Type.Object({
      'idempotency-key': Type.Optional(
        Type.String({ maxLength: 255, description: 'The same key and body answer with the same run' }),
      ),
      prefer: Type.Optional(Type.String({ description: '`wait=N`, as `?wait=N`' })),
    }),
    body: Any,
    replies: { 200: ExecutionSchema, 202: ExecutionSchema },
    problems: [400, 404, 409, 413, 415, 422, 429, 503],
  }),
  listAllExecutions: route({
    id: 'listAllExecutions',
    method: 'GET',
    path: '/workflows/executions',
    summary: 'List the runs of all workflows, newest first',
    tag: 'executions',
    query: Type.Object({ ...ExecutionFilters, workflow_id: Type.Optional(Id) }),
    replies: { 200: pageOf(ExecutionSummarySchema) },
    problems: [400],
  }),
  listExecutions: route({
    id: 'listExecutions',
    method: 'GET',
    path: '/workflows/{id}/executions',
    summary: 'List the runs of a workflow, newest first',
    tag: 'executions',
    params: ById,
    query: Type.Object(ExecutionFilters),
    replies: { 200: pageOf(ExecutionSummarySchema) },
    problems: [400, 404],
  }),
  getExecution: route({
    id: 'getExecution',
    method: 'GET',
    path: '/workflows/executions/{eid}',
    summary: 'Read a run with what became of its nodes',
    tag: 'executions',
    params: ByExecution,
    query: Type.Object({
      node_executions_limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 50000, default: 5000 })),
    }),
    replies: { 200: ExecutionSchema },
    problems: [404],
  }),
  listNodeExecutions: route({
    id: 'listNodeExecutions',
    method: 'GET',
    path: '/workflows/executions/{eid}/nodes',
    summary: 'List what became of the nodes of a run, by frame path prefix',
    tag: 'executions',
    params: ByExecution,
    query: Type.Object({ ...Paging, prefix: Type.Optional(Type.String()), node: Type.Optional(Id) }),
    replies: { 200: pageOf(NodeExecutionSchema) },
    problems: [404],
  }),
  cancelExecution: route({
    id: 'cancelExecution',
    method: 'POST',
    path: '/workflows/executions/{eid}/cancel',
    summary: 'Cancel a run',
    tag: 'executions',
    params: ByExecution,
    replies: { 200: ExecutionSchema },
    problems: [404, 409],
  }),
  pauseExecution: route({
    id: 'pauseExecution',
    method: 'POST',
    path: '/workflows/executions/{eid}/pause',
    summary: 'Pause a run at the next node boundary',
    tag: 'executions',
    params: ByExecution,
    replies: { 200: ExecutionSchema },
    problems: [404, 409],
  }),
  resumeExecution: route({
    id: 'resumeExecution',
    method: 'POST',
    path: '/workflows/executions/{eid}/resume',
    summary: 'Resume a paused run',
    tag: 'executions',
    params: ByExecution,
    replies: { 200: ExecutionSchema },
    problems: [404, 409],
  }),
  retryExecution: route({
    id: 'retryExecution',
    method: 'POST',
    path: '/workflows/executions/{eid}/retry',
    summary: 'Run an ended run again, whole, with the same trigger data and document',
    tag: 'executions',
    params: ByExecution,
    replies: { 202: ExecutionSchema },
    problems: [404, 409, 422, 429, 503],
  }),
  listEvents: route({
    id: 'listEvents',
    method: 'GET',
    path: '/workflows/executions/{eid}/events',
    summary:
      'Follow the events of a run as server-sent events until it ends; with `Accept: application/json`, a page of them',
    tag: 'executions',
    params: ByExecution,
    query: Type.Object({
      after: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: Number.MAX_SAFE_INTEGER,
          default: 0,
          description: 'Events above this `seq`',
        }),
      ),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
    }),
    headers: Type.Object({
      'last-event-id': Type.Optional(
        Type.String({ description: 'As `after`; sent by a browser that reconnects' }),
      ),
    }),
    produces: ['text/event-stream', 'application/json'],
    replies: { 200: Type.Object({ items: Type.Array(EventSchema) }) },
    problems: [400, 404],
  }),
} as const
