import { Type } from 'typebox'
import { route } from './route.ts'
import { Any, Id, Paging, pageOf, WorkflowDocument } from './schemas.ts'
import { TemplateSchema } from './workflow_schemas.ts'

const ById = Type.Object({ id: Id })

/** Ready-made workflows. */
export const templateRoutes = {
  listTemplates: route({
    id: 'listTemplates',
    method: 'GET',
    path: '/workflows/templates',
    summary: 'List templates',
    tag: 'templates',
    query: Type.Object({ ...Paging, category: Type.Optional(Type.String()) }),
    replies: { 200: pageOf(TemplateSchema) },
    problems: [400],
  }),
  instantiateTemplate: route({
    id: 'instantiateTemplate',
    method: 'POST',
    path: '/workflows/templates/{id}/instantiate',
    summary: 'Make a workflow from a template; the body is its parameters',
    tag: 'templates',
    params: ById,
    body: Type.Record(Type.String(), Any),
    replies: { 201: WorkflowDocument },
    problems: [400, 404, 422],
  }),
} as const
