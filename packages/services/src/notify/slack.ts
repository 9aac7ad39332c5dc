import type { NotifyRequest } from '@llamanexus/node-sdk'
import { type Cut, cutText } from './cut_text.ts'
import type { HookBody } from './send_hook.ts'

/** Slack cuts longer texts itself. */
const LIMIT = 40_000

/** Links and mentions are written with `<` in Slack's text, so that what comes from elsewhere calls nobody. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export function slackMessage({ title, message }: NotifyRequest): HookBody {
  const head = title ? `*${escaped(title)}*\n` : ''
  const cut: Cut = cutText(head + escaped(message), LIMIT)
  return { json: { text: cut.note === undefined ? cut.text : wholeEntities(cut.text) }, note: cut.note }
}

/** Without the half of an escaped letter that stands where it was cut. */
const wholeEntities = (text: string): string => text.replace(/&[a-z]{0,3}(?= … \(cut\)$)/, '')
