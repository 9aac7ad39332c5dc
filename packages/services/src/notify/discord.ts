import type { NotifyRequest } from '@llamanexus/node-sdk'
import { cutText } from './cut_text.ts'
import type { HookBody } from './send_hook.ts'

const LIMIT = 2000

/** Mentions are turned off: a message that comes from elsewhere is not to call everybody. */
export function discordMessage({ title, message }: NotifyRequest): HookBody {
  const { text, note } = cutText(title ? `**${title}**\n${message}` : message, LIMIT)
  return { json: { content: text, allowed_mentions: { parse: [] } }, note }
}

/** The id of the message that was made. */
export function discordResult(body: string): string {
  try {
    const { id } = JSON.parse(body) as { id?: unknown }
    return typeof id === 'string' ? id : ''
  } catch {
    return ''
  }
}
