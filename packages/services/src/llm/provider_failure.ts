import { APICallError } from '@ai-sdk/provider'
import { NodeError } from '@llamanexus/node-sdk'
import { cutOff } from './cut_off.ts'
import { refusal } from './refusal.ts'
import { toldBy } from './told_by.ts'

/** What a provider's failure means to the user. What was sent, the key above all, appears nowhere in it. */
export function providerFailure(error: unknown, provider: string, now: number): NodeError {
  const own = ownError(error)
  if (own) return unreachable(own, provider)
  if (APICallError.isInstance(error)) {
    const { statusCode: status, responseHeaders: headers, responseBody } = error
    if (status !== undefined && status !== 200) {
      const { message = error.message, ...told } = toldBy(responseBody ?? '')
      return refusal({ ...told, status, message, headers }, provider, now)
    }
    if (status === undefined) return unreachable(new NodeError('connect_failed', 'no connection'), provider)
  }
  return saidInStream(error, provider, now) ?? unreadable(provider)
}

/** The guard's and the size limit's errors come wrapped in those of the client. */
function ownError(error: unknown): NodeError | undefined {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1)
    if (each instanceof NodeError) return each
  return undefined
}

/** An error that the provider told in the middle of its stream. */
function saidInStream(error: unknown, provider: string, now: number): NodeError | undefined {
  if (error instanceof Error)
    return /terminated|closed|reset|aborted/i.test(error.message) ? cutOff(error) : undefined
  const { message, statusCode: status } = (typeof error === 'object' && error !== null ? error : {}) as {
    message?: unknown
    statusCode?: unknown
  }
  const said = typeof error === 'string' ? error : message
  if (typeof said !== 'string') return undefined
  return refusal({ status: typeof status === 'number' ? status : 500, message: said }, provider, now)
}

function unreachable(error: NodeError, provider: string): NodeError {
  if (error.code !== 'connect_failed') return error
  return new NodeError('provider_unreachable', `${provider} could not be reached: ${error.message}`, {
    hint: error.hint ?? 'Check the base URL and that the server is up.',
  })
}

const unreadable = (provider: string): NodeError =>
  new NodeError('provider_error', `${provider} gave an answer that cannot be read`, {
    hint: 'Check that the address is that of a server of this kind, such as http://127.0.0.1:11434/v1.',
  })

/** What answers is something else, or nothing. */
export const noAnswer = (provider: string, said: string | undefined): NodeError =>
  new NodeError(
    'provider_error',
    said ? `${provider} gave no answer, but said: ${said}` : `${provider} gave no answer of a model`,
    {
      hint: 'Check that the base URL is that of the API, which usually ends in /v1, and that the model is loaded.',
      retryable: false,
      details: { base_url: true },
    },
  )
