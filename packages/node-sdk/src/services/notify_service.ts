import type { JsonValue } from '@llamanexus/workflow'

export type NotifyChannel = 'in_app' | 'email' | 'slack' | 'discord' | 'teams' | 'webhook'
export type NotifyLevel = 'info' | 'success' | 'warning' | 'error'

/** Who gets a mail, and what is in it besides the message. */
export interface MailOptions {
  to: readonly string[]
  cc?: readonly string[]
  bcc?: readonly string[]
  /** Default: the user name of the credential, where that is an address. */
  from?: string
  reply_to?: string
  /** Shown in place of the message by programs that show HTML. */
  html?: string
  /** Files of the workspace. */
  attachments?: readonly string[]
}

export interface NotifyRequest {
  channel: NotifyChannel
  /** Plain text. */
  message: string
  title?: string
  level?: NotifyLevel
  /** Address of a Slack, Discord, Teams or generic webhook; a secret. */
  url?: string
  /** `smtp` for mail; a `secret` that holds the address; for a generic webhook what signs it in. */
  credential?: string
  mail?: MailOptions
  /** Sent along by a generic webhook. */
  data?: JsonValue
  /** What it is about. */
  source: { workflow_id: string; execution_id: string; node_id: string }
  /** The same key makes one notification in the app, and tells others that know it. */
  idempotency_key: string
  /** Default 30,000. */
  timeout_ms?: number
  signal?: AbortSignal
}

export interface NotifyResult {
  /** What the receiver calls it: a message id, or empty where it gives none. */
  id: string
  /** For a person: who took it, and what was left out. */
  detail: string
}

/**
 * Tells people, here and elsewhere. Throws `NodeError`: `input_invalid`, `notification_refused`, `rate_limited` (with
 * `retry_after_ms`), `notification_failed`, `timeout`, `aborted`, and those of credentials, files and addresses.
 */
export interface NotifyService {
  send(request: NotifyRequest): Promise<NotifyResult>
}
