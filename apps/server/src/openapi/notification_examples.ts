import type { NotificationPage } from '@llamanexus/contract'

const page: NotificationPage = {
  items: [
    {
      id: 'ntf_1',
      seq: 1,
      level: 'success',
      title: 'Report',
      message: 'The report is ready.',
      workflow_id: 'wf_greeting',
      execution_id: 'run_1',
      node_id: 'tell',
      created_at: '2026-01-05T09:30:00.000Z',
      read_at: null,
    },
  ],
  total: 1,
  unread: 1,
  limit: 50,
  offset: 0,
}

export const notificationExamples = {
  listNotifications: { reply: page },
  readNotifications: { body: { ids: ['ntf_1'] }, reply: { unread: 0 } },
  deleteNotification: {},
}
