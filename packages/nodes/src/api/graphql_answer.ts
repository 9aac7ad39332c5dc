import { type HttpResponse, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

export interface GraphqlAnswer {
  data?: JsonObject
  errors: JsonValue[]
  extensions: JsonObject
}

/** Reads an answer of any status. Throws `http_status` or `response_invalid` where it is none of GraphQL. */
export function answerOf({ status, body }: HttpResponse): GraphqlAnswer {
  const text = new TextDecoder().decode(body)
  let answer: JsonValue | undefined
  try {
    answer = JSON.parse(text)
  } catch {
    answer = undefined
  }
  if (isObject(answer) && ('data' in answer || Array.isArray(answer['errors']))) {
    const { data, errors, extensions } = answer
    return {
      ...(isObject(data) && { data }),
      errors: Array.isArray(errors) ? errors : [],
      extensions: isObject(extensions) ? extensions : {},
    }
  }
  const said = text.trim().slice(0, 200)
  if (status >= 400) throw statusError(status, said)
  throw new NodeError('response_invalid', `The answer is none of GraphQL: ${said || 'it is empty'}`, {
    field: 'endpoint',
    hint: 'Check the address: it often ends in /graphql.',
    retryable: false,
  })
}

export function graphqlFailed(answer: {
  data?: JsonObject
  errors: readonly JsonValue[]
  status: number
  retry_after_ms?: number
}): NodeError {
  const { data, errors, status, retry_after_ms } = answer
  const said = errors.slice(0, 3).map(inWords).join('; ') || 'there is no data in the answer'
  return new NodeError('graphql_failed', `The GraphQL server answered with errors: ${said}`, {
    field: 'query',
    hint: data
      ? 'There is data beside the errors: set "When the answer has errors" to partial to go on with it.'
      : 'Look at the errors in the details.',
    // What the server says of the query will be said again; a server in trouble may recover.
    retryable: status >= 500 || status === 429,
    ...(retry_after_ms !== undefined && { retry_after_ms }),
    details: { status, errors: [...errors], data: data ?? null },
  })
}

function inWords(error: JsonValue): string {
  if (!isObject(error)) return String(error)
  const { message, path } = error
  const at = Array.isArray(path) ? ` at ${path.join('.')}` : ''
  return `${String(message ?? 'an error without words')}${at}`
}

const statusError = (status: number, said: string): NodeError =>
  new NodeError('http_status', `The server answered with status ${status}${said && `: ${said}`}`, {
    field: 'endpoint',
    hint:
      status === 401 || status === 403
        ? 'It wants to know who asks: choose a credential.'
        : status === 404
          ? 'Check the address: it often ends in /graphql.'
          : 'Look at the answer in the details.',
    retryable: status >= 500 || status === 429 || status === 408,
    details: { status, response: said },
  })

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
