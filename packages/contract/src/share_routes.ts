import { Type } from 'typebox'
import { route } from './route.ts'
import { Id, Paging, pageOf } from './schemas.ts'
import { ShareDraftSchema, SharedWorkflowSchema, ShareSchema } from './share_schemas.ts'

const ById = Type.Object({ id: Id })
// Without a pattern: a token that cannot be one is answered like one that is not there.
const ByToken = Type.Object({ token: Type.String() })

/** Links by which others may look at workflows. */
export const shareRoutes = {
  shareWorkflow: route({
    id: 'shareWorkflow',
    method: 'POST',
    path: '/workflows/{id}/share',
    summary: 'Make a link by which others may look at the workflow and copy it',
    tag: 'shares',
    params: ById,
    body: ShareDraftSchema,
    replies: { 201: ShareSchema },
    problems: [400, 404, 413, 415, 422],
  }),
  listShares: route({
    id: 'listShares',
    method: 'GET',
    path: '/workflows/{id}/shares',
    summary: 'List the links of a workflow, newest first, those whose time is over among them',
    tag: 'shares',
    params: ById,
    query: Type.Object(Paging),
    replies: { 200: pageOf(ShareSchema) },
    problems: [400, 404],
  }),
  revokeShare: route({
    id: 'revokeShare',
    method: 'DELETE',
    path: '/workflows/{id}/shares/{sid}',
    summary: 'End a link at once',
    tag: 'shares',
    params: Type.Object({ id: Id, sid: Id }),
    replies: { 204: Type.Null() },
    problems: [404],
  }),
  getShare: route({
    id: 'getShare',
    method: 'GET',
    path: '/shares/{token}',
    summary: 'Read the workflow that a link leads to',
    tag: 'shares',
    params: ByToken,
    replies: { 200: SharedWorkflowSchema },
    problems: [404, 429],
  }),
  downloadShare: route({
    id: 'downloadShare',
    method: 'GET',
    path: '/shares/{token}/file',
    summary: 'The same as a JSON or YAML file, as it can be imported',
    tag: 'shares',
    params: ByToken,
    query: Type.Object({
      format: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('yaml')], { default: 'json' })),
    }),
    produces: ['application/json', 'application/yaml'],
    replies: { 200: Type.String() },
    problems: [400, 404, 429],
  }),
} as const
