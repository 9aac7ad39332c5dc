import { basename } from 'node:path'
import { NodeError, type NotifyRequest, type NotifyResult } from '@llamanexus/node-sdk'
import { createTransport } from 'nodemailer'
import { cutText } from './cut_text.ts'
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
  const host = values['host'] ?? ''
  const secure = values['secure'] === 'true'
  const port = Number(values['port'] ?? (secure ? 465 : 587))
  const { address } = await parts.guard.checked(host, port)
  const transport = createTransport({
    // What was checked is what is connected to; the certificate is held against the name.
    host: address,
    port,
    secure,
    ...(values['username'] && { auth: { user: values['username'], pass: values['password'] ?? '' } }),
    tls: { servername: host },
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
    throw error instanceof NodeError ? error : mailFailure(error, host)
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

interface MailError {
  code?: string
  responseCode?: number
  response?: string
  message?: string
}

function mailFailure(error: unknown, host: string): NodeError {
  const { code, responseCode = 0, response, message } = error as MailError
  const said = (response ?? message ?? '').slice(0, 300)
  const details = { response: said }
  if (code === 'EAUTH')
    return new NodeError('sign_in_failed', `${host} did not take the user name and password`, {
      field: 'credential',
      hint: 'Check them in the credential. Some providers want a password made for programs.',
      retryable: false,
      details,
      cause: error,
    })
  if (responseCode >= 500 || (code === 'EENVELOPE' && responseCode < 400))
    return new NodeError('notification_refused', `${host} refused the mail: ${said}`, {
      field: code === 'EENVELOPE' ? 'to' : 'message',
      hint: 'The answer of the server says what it does not take.',
      retryable: false,
      details,
      cause: error,
    })
  if (responseCode >= 400)
    return new NodeError('rate_limited', `${host} does not take the mail now: ${said}`, {
      hint: 'A retry policy on this node tries again.',
      retry_after_ms: 30_000,
      details,
      cause: error,
    })
  const isLate = code === 'ETIMEDOUT' || /timeout/i.test(message ?? '')
  return new NodeError(
    isLate ? 'timeout' : 'connect_failed',
    isLate ? `${host} did not answer in time` : `${host} could not be reached: ${said}`,
    { field: 'credential', hint: 'Check the server and the port of the credential.', details, cause: error },
  )
}
