/** What a provider says of a request that it does not take. */
export interface Told {
  message?: string
  /** `model_not_found`, `insufficient_quota`, … */
  code?: string
  /** The field of the request that it is about. */
  param?: string
}

/**
 * Reads the body of a refusal: `{error: {message, code, param}}` as OpenAI, Anthropic and llama.cpp write it, `{error}`
 * and `{message}` as Ollama, LM Studio and vLLM do, `{detail}` of servers in Python; of a web page its title.
 */
export function toldBy(body: string): Told {
  const answer = parsed(body)
  if (answer === undefined) return { message: titleOf(body) ?? (body.trim().slice(0, 200) || undefined) }
  const { error, message, detail } = object(answer)
  const inner = object(error)
  return {
    message: [inner.message, error, message, detailOf(detail)].find(isText),
    code: [inner.code, inner.type].find(isText),
    param: isText(inner.param) ? inner.param : undefined,
  }
}

function detailOf(detail: unknown): string | undefined {
  if (isText(detail)) return detail
  if (!Array.isArray(detail)) return undefined
  return detail
    .map(object)
    .map(({ loc, msg }) => `${Array.isArray(loc) ? `${loc.join('.')}: ` : ''}${String(msg)}`)
    .join('; ')
}

const titleOf = (page: string): string | undefined => /<title>([^<]+)<\/title>/i.exec(page)?.[1]?.trim()

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
