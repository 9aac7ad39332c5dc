import {
  addUsage,
  type ChatMessage,
  type ChatRequest,
  type ChatResponse,
  NodeError,
} from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import Schema from 'typebox/schema'
import { jsonCandidates } from './json_candidates.ts'

type Ask = (request: ChatRequest) => Promise<ChatResponse>

/**
 * Asks until the answer fits the schema: once more at most, with what was wrong. The text of the second round is not
 * streamed, for the first has been shown already.
 */
export async function askStructured(
  ask: Ask,
  request: ChatRequest,
  schema: JsonObject,
): Promise<ChatResponse> {
  const first = await ask(request)
  if (first.tool_calls.length > 0) return first
  const found = check(first.text, schema)
  if (found.ok) return { ...first, object: found.value }
  refuseHopeless(first)
  const second = await ask(repairRequest(request, first.text, found.problem))
  const repaired = check(second.text, schema)
  const usage = addUsage(first.usage, second.usage)
  if (repaired.ok) return { ...second, usage, object: repaired.value }
  throw new NodeError('answer_invalid', `The model's answer does not fit the schema: ${repaired.problem}`, {
    field: 'response_schema',
    hint: 'Simplify the schema, describe its fields, or use a stronger model.',
    details: { text: second.text.slice(0, 2000) },
  })
}

/** Asking again costs as much and brings no more. */
function refuseHopeless({ text, finish_reason: reason }: ChatResponse): void {
  if (reason === 'content_filter')
    throw new NodeError(
      'answer_refused',
      text === '' ? 'The model refused to answer' : `The model refused to answer: ${text.slice(0, 500)}`,
      {
        hint: 'Ask for something else, or ask another model.',
        retryable: false,
      },
    )
  if (reason === 'length')
    throw new NodeError('answer_invalid', 'The answer was cut before the data was complete', {
      field: 'max_tokens',
      hint: 'Raise the longest answer, or ask for less.',
      details: { text: text.slice(-2000) },
    })
}

type Checked = { ok: true; value: JsonValue } | { ok: false; problem: string; isJson: boolean }

/** The first of what may be the data that fits; else what is wrong with the first that is data. */
function check(text: string, schema: JsonObject): Checked {
  const found = jsonCandidates(text).map((candidate) => checkOne(candidate, schema))
  return (
    found.find(({ ok }) => ok) ??
    found.find((each) => !each.ok && each.isJson) ??
    found[0] ?? { ok: false, problem: 'it is empty', isJson: false }
  )
}

function checkOne(text: string, schema: JsonObject): Checked {
  let value: JsonValue
  try {
    value = JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown'
    return { ok: false, problem: `it is no JSON (${why})`, isJson: false }
  }
  const [fits, errors] = Schema.Errors(schema, value)
  if (fits) return { ok: true, value }
  const problems = errors.slice(0, 10).map((error) => `${error.instancePath || '/'} ${error.message}`)
  return { ok: false, problem: problems.join('; '), isJson: true }
}

function repairRequest(request: ChatRequest, text: string, problem: string): ChatRequest {
  const rounds: ChatMessage[] = [
    { role: 'assistant', content: text },
    { role: 'user', content: `That does not fit the schema: ${problem}. Answer again, with the JSON alone.` },
  ]
  return { ...request, messages: [...request.messages, ...rounds], onText: undefined }
}
