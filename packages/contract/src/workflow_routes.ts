import { Type } from 'typebox'
import { IfMatch } from './if_match.ts'
import { route } from './route.ts'
import { Id, Paging, pageOf, WorkflowBody, WorkflowDocument } from './schemas.ts'
import { WorkflowSummarySchema } from './workflow_schemas.ts'

const ById = Type.Object({ id: Id })

/** Workflows: the documents themselves. */
export const workflowRoutes = {
  listWorkflows: route({
    id: 'listWorkflows',
    method: 'GET',
    path: '/workflows',
    summary: 'List workflows',
    tag: 'workflows',
    query: Type.Object({
      ...Paging,
      search: Type.Optional(Type.String()),
      tag: Type.Optional(Type.String()),
      sort: Type.Optional(
        Type.Union([Type.Literal('updated_at'), Type.Literal('created_at'), Type.Literal('name')]),
      ),
      order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
    }),
    replies: { 200: pageOf(WorkflowSummarySchema) },
    problems: [400],
  }),
  createWorkflow: route({
    id: 'createWorkflow',
    method: 'POST',
    path: '/workflows',
    summary:
      'Create a workflow; one with findings is kept and says so when it is validated or run. Functions that it brings, as an exported file does at `functions`, are made as an import makes them',
    tag: 'workflows',
    body: WorkflowBody,
    replies: { 201: WorkflowDocument },
    problems: [400, 409, 413, 415, 422],
  }),
  getWorkflow: route({
    id: 'getWorkflow',
    method: 'GET',
    path: '/workflows/{id}',
    summary: 'Read a workflow',
    tag: 'workflows',
    params: ById,
    replies: { 200: WorkflowDocument },
    problems: [404],
  }),
  updateWorkflow: route({
    id: 'updateWorkflow',
    method: 'PUT',
    path: '/workflows/{id}',
    summary:
      'Save a workflow as its next version; `If-Match: "version"` refuses a stale save. Functions that it brings, as an exported file does at `functions`, are made where they are not there, and none that is there is changed; headers `x-functions-imported` and `x-functions-renamed` (`name=name_2`) say which',
    tag: 'workflows',
    params: ById,
    headers: IfMatch,
    body: WorkflowBody,
    replies: { 200: WorkflowDocument },
    problems: [400, 404, 412, 413, 415, 422],
  }),
  deleteWorkflow: route({
    id: 'deleteWorkflow',
    method: 'DELETE',
    path: '/workflows/{id}',
    summary: 'Delete a workflow with its versions and ended runs',
    tag: 'workflows',
    params: ById,
    headers: IfMatch,
    replies: { 204: Type.Null() },
    problems: [404, 409, 412],
  }),
} as const
