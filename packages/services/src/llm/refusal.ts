import { NodeError } from '@llamanexus/node-sdk'
import { retryAfterMs } from '../http/retry_after.ts'
import type { Told } from './told_by.ts'

/** An answer of a provider that is not a success, with the provider's own words. */
export interface Refusal extends Told {
  status: number
  message: string
  headers?: Record<string, string>
}

/** What a refusal means to the user; `now` in milliseconds since the epoch, for a `Retry-After` that is a date. */
export function refusal(told: Refusal, provider: string, now: number): NodeError {
  const { status, message, headers } = told
  const said = `${provider} answered ${status}: ${message.slice(0, 500)}`
  const common = { details: { status }, retry_after_ms: retryAfterMs(headers, now) }
  if (status === 429) return new NodeError('rate_limited', said, { ...common, ...tooMany(told) })
  if (isUnknownModel(told))
    return new NodeError('model_unknown', said, {
      hint: 'Choose a model from the list of what the provider has.',
      field: 'model',
      retryable: false,
      details: { status },
    })
  return new NodeError('provider_error', said, {
    ...common,
    hint: hintFor(told),
    field: fieldOf(told),
    retryable: status >= 500 || status === 408,
  })
}

/** Some say 429 where it is money that is missing, which no waiting brings. */
const tooMany = (told: Refusal) =>
  isOutOfCredit(told)
    ? { hint: OUT_OF_CREDIT, field: 'model', retryable: false }
    : { hint: 'Too many requests. A retry policy on the node waits as long as the provider asks for.' }

const OUT_OF_CREDIT =
  'The account at the provider has no credit left or has reached its limit: look at its billing page.'

const isOutOfCredit = ({ message, code = '' }: Refusal): boolean =>
  /quota|billing|credit balance|insufficient_(?:quota|funds)/i.test(`${code} ${message}`)

/** Every provider has its own word for it, but all say "model" when that is what was not found. */
function isUnknownModel({ status, message, code }: Refusal): boolean {
  if (status === 404) return code === 'model_not_found' || /\bmodel\b/i.test(message)
  if (status !== 400) return false
  return (
    code === 'model_not_found' ||
    /\b(?:invalid|unknown) model\b|\bmodel\b.* (?:not found|not exist)/i.test(message)
  )
}

/** What the field is called in the nodes, where they have it. */
const FIELDS: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  max_tokens: 'max_tokens',
  max_completion_tokens: 'max_tokens',
  top_p: 'top_p',
  stop: 'stop',
  seed: 'seed',
  tools: 'tools',
  tool_choice: 'tool_choice',
  response_format: 'response_schema',
  output_config: 'response_schema',
  output_format: 'response_schema',
  stop_sequences: 'stop',
}

/** `tools[0].function.name` is about the tools. Anthropic says it in the message: `tools.0.name: …`. */
function fieldOf({ param, message }: Refusal): string | undefined {
  if (/^messages\.\d+\.content\.\d+\.image\b/.test(message)) return 'images'
  const [, plain, quoted] = /^(?:(\w+)[.:]|`(\w+)`)/.exec(message) ?? []
  return FIELDS[(param ? /^\w*/.exec(param)?.[0] : (plain ?? quoted)) ?? '']
}

const TOO_LONG =
  /context (?:length|window|size)|maximum context|too many tokens|prompt is too long|exceed_context/i

function hintFor(told: Refusal): string {
  const { status, message, code = '' } = told
  if (status >= 300 && status < 400)
    return 'The provider sends the request on to another address. Give that one as the base URL: a key is not sent on.'
  if (status === 402 || isOutOfCredit(told)) return OUT_OF_CREDIT
  if (status === 401 || status === 403) return 'Check the API key.'
  if (status === 404) return 'Check the model name and the base URL, which usually ends in /v1.'
  if (status === 413 || TOO_LONG.test(`${code} ${message}`))
    return 'What is sent is more than the model can take: shorten it, send fewer images, or use a model with a longer context.'
  if (/loading model/i.test(message)) return 'The model is being loaded. Try again in a moment.'
  if (status === 529 || status === 503) return 'The provider is overloaded. Try again later.'
  if (status >= 500) return 'The provider has a problem of its own. Try again later.'
  return 'Check the request against what the provider accepts.'
}
