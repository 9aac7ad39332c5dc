import { NodeError } from '@llamanexus/node-sdk'
import type { MailServer } from './mail_connection.ts'

interface MailError {
  code?: string
  responseCode?: number
  response?: string
  message?: string
}

/** What a mail server's failure means to the user. */
export function mailFailure(error: unknown, { host, secure }: MailServer): NodeError {
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
  const notEncrypted = encryptionFailure(error as MailError, { host, secure })
  if (notEncrypted) return notEncrypted
  const isLate = code === 'ETIMEDOUT' || /timeout/i.test(message ?? '')
  const hint = 'Check the server and the port of the credential.'
  return new NodeError(
    isLate ? 'timeout' : 'connect_failed',
    isLate ? `${host} did not answer in time` : `${host} could not be reached: ${said}`,
    {
      field: 'credential',
      hint:
        isLate && !secure
          ? `${hint} A server that begins with TLS, as on port 465, needs “${FROM_START}”.`
          : hint,
      details,
      cause: error,
    },
  )
}

/** What the field of the credential is called. */
const FROM_START = 'TLS from the start'

function encryptionFailure(
  error: MailError,
  { host, secure }: Pick<MailServer, 'host' | 'secure'>,
): NodeError | undefined {
  const { code = '', message = '' } = error
  const failure = (problem: string, hint: string) =>
    new NodeError('connect_failed', `${host} ${problem}`, {
      field: 'credential',
      hint,
      retryable: false,
      cause: error,
    })
  if (/certificate|altnames/i.test(message))
    return failure(
      `shows a certificate that is not trusted: ${message.slice(0, 200)}`,
      'Have it renewed for this name, or start LlamaNexus with NODE_EXTRA_CA_CERTS set to the certificate of its authority.',
    )
  if (secure && /wrong version number|packet length/i.test(message))
    return failure(
      'does not begin with TLS on that port',
      `Switch “${FROM_START}” off, which encrypts with STARTTLS, or take port 465.`,
    )
  if (code === 'ETLS' || /STARTTLS/.test(message))
    return failure(
      'does not encrypt the line, and so was told no password',
      `Take the port with STARTTLS, usually 587, or “${FROM_START}” with port 465.`,
    )
  return undefined
}
