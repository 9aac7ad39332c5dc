import {
  addSpent,
  amendError,
  type FailedModel,
  type ModelRequest,
  NodeError,
  type Spent,
  type Usage,
} from '@llamanexus/node-sdk'

interface Answer {
  usage: Usage
  cost?: number | null
  fallbacks?: FailedModel[]
}

/**
 * Asks the models in their order until one answers. The next one is asked only where the one before is unknown, out of
 * reach, busy, broken or too slow, and nothing of its answer was shown: a text does not begin anew before the reader.
 * What those took that were asked in vain counts with the answer, or with the last failure.
 */
export async function withFallback<R extends ModelRequest, T extends Answer>(
  request: R,
  requests: readonly R[],
  ask: (request: R) => Promise<T>,
): Promise<T> {
  const failed: FailedModel[] = []
  let spent: Spent | undefined
  for (const [index, each] of requests.entries()) {
    let shown = false
    const onText = request.onText
    const watched: R = onText
      ? {
          ...each,
          onText: (text: string) => {
            shown = true
            onText(text)
          },
        }
      : each
    try {
      const answer = await ask(watched)
      return failed.length > 0 ? { ...answer, ...sumWith(spent, answer), fallbacks: failed } : answer
    } catch (error) {
      if (!(error instanceof NodeError)) throw error
      spent = spent && error.spent ? addSpent(spent, error.spent) : (spent ?? error.spent)
      const next = requests[index + 1]
      if (!next || shown || !mayHelp(error)) throw failed.length > 0 ? amendError(error, { spent }) : error
      const { code, message } = error
      const model = each.model || 'the default model'
      failed.push({ model, code, message })
      const notice = { model, code, message, next: next.model ?? null }
      request.onNotice?.(`${model} did not answer (${code}); asking ${next.model}`, notice)
    }
  }
  // `requests` holds the request itself at least.
  throw new TypeError('There was no model to ask')
}

const sumWith = (spent: Spent | undefined, { usage, cost = null }: Answer): Spent | undefined =>
  spent && addSpent(spent, { usage, cost })

function mayHelp({ code, details }: NodeError): boolean {
  switch (code) {
    case 'model_unknown':
    case 'provider_unreachable':
    case 'rate_limited':
    case 'timeout':
      return true
    case 'provider_error':
      return statusOf(details) === undefined || Number(statusOf(details)) >= 500
    default:
      return false
  }
}

const statusOf = (details: NodeError['details']): unknown =>
  typeof details === 'object' && details !== null && 'status' in details ? details.status : undefined
