import { NodeError, type NotifyLevel, type NotifyRequest } from '@llamanexus/node-sdk'
import { cutText } from './cut_text.ts'
import type { HookBody } from './send_hook.ts'

/** Teams takes 28 KB in all; a character may take three bytes, and more where JSON escapes it. */
const LIMIT = 8000
const TITLE_LIMIT = 300

const COLORS: Record<NotifyLevel, string> = {
  info: 'Default',
  success: 'Good',
  warning: 'Warning',
  error: 'Attention',
}

/** An adaptive card, which both workflows and connectors of Teams take. */
export function teamsMessage({ title, message, level = 'info' }: NotifyRequest): HookBody {
  const { text, note } = cutText(message, LIMIT)
  const block = (of: string, more: object) => ({ type: 'TextBlock', text: of, wrap: true, ...more })
  const head = title
    ? [block(cutText(title, TITLE_LIMIT).text, { size: 'Medium', weight: 'Bolder', color: COLORS[level] })]
    : []
  return {
    json: {
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            body: [...head, block(text, {})],
          },
        },
      ],
    },
    note,
  }
}

/** A connector answers with 200 also where Teams refused the message behind it. */
export function teamsResult(body: string): string {
  const [, status] = /delivery failed.*HTTP error (\d+)/is.exec(body) ?? []
  if (status === undefined) return ''
  const isBusy = status === '429' || Number(status) >= 500
  throw new NodeError(
    isBusy ? 'rate_limited' : 'notification_refused',
    `Teams did not take the message (status ${status})`,
    {
      retryable: isBusy,
      ...(isBusy && { retry_after_ms: 30_000 }),
      details: { response: body.slice(0, 500) },
    },
  )
}
