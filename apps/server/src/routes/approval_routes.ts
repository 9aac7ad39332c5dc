import type { App } from '../app.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

export const approvalRoutes = ({
  desk,
}: App): Pick<Handlers, 'listApprovals' | 'getApproval' | 'decideApproval'> => ({
  listApprovals: ({ query }) => desk.list(paged(query)),
  getApproval: ({ params }) => desk.get(params.id),
  decideApproval: ({ params, body }) => desk.decide(params.id, body),
})
