import type { NotifyRequest, NotifyResult } from '@llamanexus/node-sdk'
import type { NotifyParts } from './notify_service.ts'
import { sendHook } from './send_hook.ts'

/** A webhook of anybody: the message with what it is about as JSON, signed in with a credential where one is chosen. */
export async function sendWebhook(request: NotifyRequest, parts: NotifyParts): Promise<NotifyResult> {
  const { url, credential, signal, idempotency_key } = request
  const { message, title = '', level = 'info', data = null, source } = request
  // Without an address of its own, the credential is the address.
  const signIn =
    url !== undefined && credential !== undefined
      ? await parts.credentials.authorize({ id: credential, field: 'credential', url, signal })
      : { headers: {}, query: {} }
  return sendHook(request, parts, {
    name: 'The webhook',
    headers: { ...signIn.headers, 'idempotency-key': idempotency_key },
    query: signIn.query,
    body: { json: { title, message, level, data, ...source } },
  })
}
