import { basename } from 'node:path'
import { amendError, NodeError, type NotifyRequest, type NotifyResult } from '@llamanexus/node-sdk'
import { createTransport } from 'nodemailer'
import { cutText } from './cut_text.ts'
import { mailConnection, mailServer } from './mail_connection.ts'
import { mailFailure } from './mail_failure.ts'
import type { NotifyParts } from './notify_service.ts'

const TEXT_LIMIT = 1_000_000
/** Mail programs show less. */
const SUBJECT_LIMIT = 250
const MAX_RECIPIENTS = 100
const MAX_ATTACHMENTS_BYTES = 20 * 1024 * 1024
const DEFAULT_TIMEOUT_MS = 30_000

/** Sends a mail over the SMTP server of a credential. */
export async function sendMail(request: NotifyRequest, parts: NotifyParts): Promise<NotifyResult> {
  const { signal, timeout_ms = DEFAULT_TIMEOUT_MS } = request
  const mail = mailOf(request)
  if (request.credential === undefined)
    throw invalid(
      'credential',
      'needs a credential of the type SMTP',
      'It holds the mail server and who signs in there.',
    )
  const { values } = await parts.credentials.open({
    id: request.credential,
    field: 'credential',
    host: '',
    types: ['smtp'],
    signal,
  })
  const from = mail.from ?? values['username'] ?? ''
  if (!isAddress(from))
    throw invalid('from', 'needs an address', 'The user name of the credential is none either.')
  const attachments = await readAttachments(mail.attachments ?? [], parts, signal)
  const server = mailServer(values)
  const { host } = server
  const { address } = await parts.guard.checked(host, server.port).catch((error: unknown) => {
    throw error instanceof NodeError ? amendError(error, { field: 'credential' }) : error
  })
  const transport = createTransport({
    ...mailConnection(server, address),
    connectionTimeout: timeout_ms,
    greetingTimeout: timeout_ms,
    socketTimeout: timeout_ms,
    // A message is text and files of the workspace, and nothing that would be fetched from elsewhere.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const text = cutText(request.message, TEXT_LIMIT)
  const stopped = Promise.withResolvers<never>()
  const abort = () => stopped.reject(new NodeError('aborted', 'The mail was not sent', { retryable: false }))
  signal?.addEventListener('abort', abort, { once: true })
  stopped.promise.catch(() => undefined)
  try {
    if (signal?.aborted) abort()
    const sending = transport.sendMail({
      from,
      to: [...mail.to],
      cc: [...(mail.cc ?? [])],
      bcc: [...(mail.bcc ?? [])],
      replyTo: mail.reply_to,
      subject: cutText(request.title ?? firstLine(request.message), SUBJECT_LIMIT).text,
      text: text.text,
      html: mail.html,
      attachments,
    })
    const sent = await Promise.race([sending, stopped.promise])
    const refused = sent.rejected.map(String)
    const notes = [
      ...(refused.length > 0 ? [`not taken for ${refused.join(', ')}`] : []),
      ...(text.note === undefined ? [] : [`the text was ${text.note}`]),
    ]
    return {
      id: sent.messageId,
      detail: [`${host} took it for ${sent.accepted.length}`, ...notes].join('; '),
    }
  } catch (error) {
    throw error instanceof NodeError ? error : mailFailure(error, server)
  } finally {
    signal?.removeEventListener('abort', abort)
    transport.close()
  }
}

/** Refuses what would be more than it looks like: an address or a subject with a line break adds headers of its own. */
function mailOf({ mail, title }: NotifyRequest): NonNullable<NotifyRequest['mail']> {
  if (!mail || mail.to.length === 0)
    throw invalid('to', 'needs an address', 'Several are separated by commas.')
  const lists = { to: mail.to, cc: mail.cc ?? [], bcc: mail.bcc ?? [] }
  for (const [field, addresses] of Object.entries(lists))
    for (const address of addresses) requireAddress(address, field)
  if (mail.reply_to !== undefined) requireAddress(mail.reply_to, 'reply_to')
  if (mail.from !== undefined) requireAddress(mail.from, 'from')
  if (Object.values(lists).flat().length > MAX_RECIPIENTS)
    throw invalid('to', `has more than ${MAX_RECIPIENTS} addresses`, 'Send to a list, or in several mails.')
  if (/[\r\n\0]/.test(title ?? ''))
    throw invalid(
      'title',
      'has a line break, which a subject cannot have',
      'Put further lines into the message.',
    )
  return mail
}

function requireAddress(text: string, field: string): void {
  if (/[\r\n\0]/.test(text)) throw invalid(field, 'has a line break, which an address cannot have')
  if (!isAddress(text))
    throw invalid(
      field,
      `is no address: ${text.slice(0, 100)}`,
      'Write name@example.com or Name <name@example.com>.',
    )
}

const isAddress = (text: string): boolean =>
  /^(?:[^<>@,;:\r\n]*<)?[^\s<>@,;:"()[\]\\]+@[^\s<>@,;:"()[\]\\]+>?$/.test(text) &&
  text.includes('<') === text.endsWith('>')

const firstLine = (text: string): string => text.split(/[\r\n\0]/)[0] ?? ''

async function readAttachments(paths: readonly string[], { files }: NotifyParts, signal?: AbortSignal) {
  const read: { filename: string; content: Buffer }[] = []
  let left = MAX_ATTACHMENTS_BYTES
  for (const path of paths) {
    const content = Buffer.from(await files.read({ path, max_bytes: left, signal }))
    left -= content.length
    read.push({ filename: basename(path), content })
  }
  return read
}

const invalid = (field: string, problem: string, hint?: string): NodeError =>
  new NodeError('input_invalid', `"${field}" ${problem}`, { field, hint, retryable: false })
