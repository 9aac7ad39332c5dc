import type { NotifyRequest, NotifyResult } from '@llamanexus/node-sdk'
import { cutText } from './cut_text.ts'
import type { Inbox } from './inbox.ts'

const LIMIT = 10_000
const TITLE_LIMIT = 200

/** Puts a notification under the bell. */
export async function sendInApp(request: NotifyRequest, inbox: Pick<Inbox, 'add'>): Promise<NotifyResult> {
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
