import { Type } from 'typebox'
import { route } from './route.ts'
import { Any, Id, WorkflowDocument } from './schemas.ts'

const ById = Type.Object({ id: Id })

/** Workflows as files. */
export const transferRoutes = {
  exportWorkflow: route({
    id: 'exportWorkflow',
    method: 'POST',
    path: '/workflows/{id}/export',
    summary:
      'The document as a JSON or YAML file, with the functions that it calls; header `x-secrets-left-out` names what was typed into fields for secrets',
    tag: 'workflows',
    params: ById,
    query: Type.Object({
      version: Type.Optional(
        Type.Integer({ minimum: 1, description: 'A saved version; the newest one where there is none' }),
      ),
      format: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('yaml')], { default: 'json' })),
    }),
    produces: ['application/json', 'application/yaml'],
    replies: { 200: Type.String() },
    problems: [400, 404],
  }),
  importWorkflow: route({
    id: 'importWorkflow',
    method: 'POST',
    path: '/workflows/import',
    summary:
      'Make a workflow from a document: a JSON or YAML body, or a multipart file. Functions that it brings are made where they are not there; headers `x-functions-imported` and `x-functions-renamed` (`name=name_2`) say which',
    tag: 'workflows',
    consumes: ['application/yaml', 'text/yaml', 'multipart/form-data'],
    body: Any,
    replies: { 201: WorkflowDocument },
    problems: [400, 413, 415, 422],
  }),
} as const
