import { type HttpResponse, NodeError, type NotifyRequest, type NotifyResult } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import type { NotifyParts } from './notify_service.ts'

export interface HookBody {
  json: JsonValue
  /** What was left out. */
  note?: string
}

export interface Hook {
  /** Of the receiver, for a person. */
  name: string
  body: HookBody
  query?: Readonly<Record<string, string>>
  headers?: Readonly<Record<string, string>>
  /** The id in an answer of status 2xx; throws where that is no success after all. */
  read?: (body: string) => string
}

const DEFAULT_TIMEOUT_MS = 30_000

/** Posts to the incoming webhook whose address the request or its credential holds. */
export async function sendHook(
  request: NotifyRequest,
  parts: NotifyParts,
  hook: Hook,
): Promise<NotifyResult> {
  const url = new URL(await addressOf(request, parts, hook.name))
  for (const [name, value] of Object.entries(hook.query ?? {})) url.searchParams.set(name, value)
  const response = await parts.http.request({
    url: url.href,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...hook.headers },
    body: JSON.stringify(hook.body.json),
    timeout_ms: request.timeout_ms ?? DEFAULT_TIMEOUT_MS,
    max_response_bytes: 1024 * 1024,
    signal: request.signal,
  })
  const body = Buffer.from(response.body).toString('utf8')
  if (response.status >= 300) throw refusal(hook.name, response, body)
  const id = hook.read?.(body) ?? ''
  const note = hook.body.note === undefined ? '' : `; the text was ${hook.body.note}`
  return { id, detail: `${hook.name} took it (${response.status})${note}` }
}

/** The address is a secret itself, so that no error tells it. */
async function addressOf(
  request: NotifyRequest,
  { credentials }: NotifyParts,
  name: string,
): Promise<string> {
  const { credential, signal } = request
  const kept =
    request.url === undefined && credential !== undefined
      ? await credentials.open({ id: credential, field: 'credential', host: '', types: ['secret'], signal })
      : undefined
  const text = (request.url ?? kept?.values['value'] ?? '').trim()
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return text
  throw new NodeError('input_invalid', `"url" needs the address of the webhook of ${name}`, {
    field: 'url',
    hint: 'Keep it as a credential of the type Secret and choose that, or write {{ secrets.name }}.',
    retryable: false,
  })
}

function refusal(name: string, { status, headers }: HttpResponse, body: string): NodeError {
  const details = { status, response: body.slice(0, 1000) }
  if (status === 429)
    return new NodeError('rate_limited', `${name} takes no more messages for now`, {
      hint: 'A retry policy on this node waits as long as it asks for.',
      retry_after_ms: waitOf(headers['retry-after'], body),
      details,
    })
  if (status >= 500)
    return new NodeError('notification_failed', `${name} could not take the message (status ${status})`, {
      details,
    })
  const said = saidIn(body)
  return new NodeError(
    'notification_refused',
    `${name} refused the message (status ${status}${said && `: ${said}`})`,
    {
      field: status === 400 || status === 413 ? 'message' : 'url',
      hint:
        status === 400 || status === 413
          ? 'Look at what it says in the details.'
          : 'The address may have been taken back. Make a new webhook there and keep its address as a credential.',
      retryable: false,
      details,
    },
  )
}

/** Discord and many others say it in JSON, Slack as it is. */
function saidIn(body: string): string {
  return (messageIn(body) ?? body.trim()).slice(0, 200)
}

function messageIn(body: string): string | undefined {
  try {
    const answer = JSON.parse(body) as { message?: unknown } | null
    return typeof answer?.message === 'string' ? answer.message : undefined
  } catch {
    return undefined
  }
}

/** Seconds in a header, or with fractions in the body as Discord tells it; a second where nothing is said. */
function waitOf(header: string | undefined, body: string): number {
  const inBody = /"retry_after"\s*:\s*([\d.]+)/.exec(body)?.[1]
  const seconds = Number(inBody ?? header)
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * 1000) : 1000
}
