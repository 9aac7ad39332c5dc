export { createNotifyService, type NotifyServiceOptions } from './notify_service.ts'
export type { Inbox, InboxEntry } from './send_in_app.ts'
