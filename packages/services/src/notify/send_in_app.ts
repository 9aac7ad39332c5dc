import type { NotifyLevel, NotifyRequest, NotifyResult } from '@llamanexus/node-sdk'
import { cutText } from './cut_text.ts'

/** A notification as the app keeps it. */
export interface InboxEntry {
  level: NotifyLevel
  title: string
  message: string
  workflow_id: string
  execution_id: string
  node_id: string
  /** One of the same key is kept once. */
  key: string
}

export interface Inbox {
  add(entry: InboxEntry): Promise<{ id: string }>
}

const LIMIT = 10_000
const TITLE_LIMIT = 200

/** Puts a notification under the bell. */
export async function sendInApp(request: NotifyRequest, inbox: Inbox): Promise<NotifyResult> {
  const { text, note } = cutText(request.message, LIMIT)
  const { id } = await inbox.add({
    level: request.level ?? 'info',
    title: cutText(request.title ?? '', TITLE_LIMIT).text,
    message: text,
    ...request.source,
    key: request.idempotency_key,
  })
  return { id, detail: note === undefined ? 'Shown in the app' : `Shown in the app; the text was ${note}` }
}
