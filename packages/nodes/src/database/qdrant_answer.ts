import { type HttpResponse, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { retryAfterMs } from '../api/retry_after_ms.ts'

/** The points of an answer to `points/query`. Throws `NodeError` `answer_invalid` where something else answered. */
export function readQdrant({ body }: HttpResponse): JsonObject[] {
  const answer = parsed(body)
  const points = isObject(answer) && isObject(answer.result) ? answer.result.points : undefined
  if (!Array.isArray(points))
    throw new NodeError('answer_invalid', 'What answered is no Qdrant of version 1.10 or later', {
      field: 'url',
      hint: 'Check the address of the server.',
      retryable: false,
    })
  return points.filter(isObject).map(({ id = null, score = null, payload, vector }) => ({
    id,
    score,
    ...(payload !== undefined && payload !== null && { payload }),
    ...(vector !== undefined && vector !== null && { vector }),
  }))
}

/** What Qdrant says when it refuses. */
export function qdrantFailure(
  { status, headers, body }: HttpResponse,
  collection: string,
  now: number,
): NodeError {
  const said = messageOf(parsed(body)) ?? `status ${status}`
  if (status === 401 || status === 403)
    return new NodeError('sign_in_failed', `Qdrant refuses the request: ${said}`, {
      field: 'credential',
      hint: 'Choose a credential with an API key of this server, named api-key.',
      retryable: false,
    })
  if (status === 404)
    return new NodeError('collection_missing', `Qdrant has no collection "${collection}": ${said}`, {
      field: 'collection',
      hint: 'Check its name, and the address of the server.',
      retryable: false,
    })
  const retry_after_ms = retryAfterMs(headers['retry-after'], now)
  return new NodeError(
    status >= 500 || status === 429 ? 'provider_error' : 'query_invalid',
    `Qdrant says: ${said}`,
    {
      field: 'query',
      hint: 'The vector needs as many numbers as those of the collection, and the filter the form of Qdrant.',
      retryable: status >= 500 || status === 429,
      ...(retry_after_ms !== undefined && { retry_after_ms }),
    },
  )
}

function parsed(body: Uint8Array): JsonValue {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as JsonValue
  } catch {
    return null
  }
}

function messageOf(answer: JsonValue): string | undefined {
  if (!isObject(answer) || !isObject(answer.status)) return undefined
  return typeof answer.status.error === 'string' ? answer.status.error : undefined
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
