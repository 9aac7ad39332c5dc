import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

type NotificationRoute = 'listNotifications' | 'readNotifications' | 'deleteNotification'

export const notificationRoutes = ({ store: { notifications } }: App): Pick<Handlers, NotificationRoute> => ({
  listNotifications: ({ query }) => notifications.list(paged(query)),

  readNotifications: async ({ body }) => ({ unread: await notifications.read(body.ids) }),

  async deleteNotification({ params }) {
    if (!(await notifications.delete(params.id))) throw new ApiProblem('not_found')
    return null
  },
})
