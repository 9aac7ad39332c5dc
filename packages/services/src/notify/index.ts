export { createInbox, type Inbox, type InboxEntry } from './inbox.ts'
export { createNotifyService, type NotifyServiceOptions } from './notify_service.ts'
