import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

type NotificationRoute = 'listNotifications' | 'readNotifications' | 'deleteNotification'

export const notificationRoutes = ({ inbox }: App): Pick<Handlers, NotificationRoute> => ({
  listNotifications: ({ query }) => inbox.list(paged(query)),

  readNotifications: async ({ body }) => ({ unread: await inbox.read(body.ids) }),

  async deleteNotification({ params }) {
    if (!(await inbox.delete(params.id))) throw new ApiProblem('not_found')
    return null
  },
})
