import { Type } from 'typebox'
import { ApprovalDecisionSchema, ApprovalSchema, ApprovalStatusSchema } from './approval_schemas.ts'
import { route } from './route.ts'
import { Id, Paging, pageOf } from './schemas.ts'

const ById = Type.Object({ id: Id })

/** What runs wait for people to decide. */
export const approvalRoutes = {
  listApprovals: route({
    id: 'listApprovals',
    method: 'GET',
    path: '/approvals',
    summary: 'List approvals, the open ones unless a status is given; those that wait longest come first',
    tag: 'approvals',
    query: Type.Object({
      ...Paging,
      status: Type.Optional(Type.Union([ApprovalStatusSchema, Type.Literal('any')])),
      workflow_id: Type.Optional(Id),
      execution_id: Type.Optional(Id),
      assignee: Type.Optional(Type.String()),
      search: Type.Optional(Type.String()),
    }),
    replies: { 200: pageOf(ApprovalSchema) },
    problems: [400],
  }),
  getApproval: route({
    id: 'getApproval',
    method: 'GET',
    path: '/approvals/{id}',
    summary: 'Read an approval',
    tag: 'approvals',
    params: ById,
    replies: { 200: ApprovalSchema },
    problems: [404],
  }),
  decideApproval: route({
    id: 'decideApproval',
    method: 'POST',
    path: '/approvals/{id}',
    summary: 'Approve or reject, once: a second answer is refused and says who decided',
    tag: 'approvals',
    params: ById,
    body: ApprovalDecisionSchema,
    replies: { 200: ApprovalSchema },
    problems: [400, 404, 409, 413, 415, 422],
  }),
} as const
