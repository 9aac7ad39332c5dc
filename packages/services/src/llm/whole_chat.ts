import { noAnswer } from './provider_failure.ts'
import { toldBy } from './told_by.ts'

/** A whole answer in OpenAI's form as a stream of one piece. Throws `NodeError` for what is no answer of a model. */
export function wholeChat(text: string, provider: string): string {
  const answer = parsed(text)
  const choice = answer?.choices?.[0]
  if (!choice?.message) throw noAnswer(provider, toldBy(text).message)
  const { tool_calls: calls, ...message } = choice.message
  const delta = { ...message, ...(calls && { tool_calls: calls.map((call, index) => ({ index, ...call })) }) }
  const chunk = { ...answer, choices: [{ index: 0, delta, finish_reason: choice.finish_reason ?? 'stop' }] }
  return `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`
}

interface WholeAnswer {
  choices?: { message?: { tool_calls?: object[] }; finish_reason?: string }[]
}

function parsed(text: string): WholeAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
