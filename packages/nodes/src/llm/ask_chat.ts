import { type ChatRequest, type ChatResponse, type NodeContext, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { cacheOf } from './chat_fields.ts'
import { type Conversation, chatMessages } from './chat_messages.ts'
import { checkSchema } from './check_schema.ts'
import { attachImages, loadImages } from './with_images.ts'

interface ChatConfig extends Pick<ChatRequest, 'temperature' | 'max_tokens' | 'top_p' | 'stop' | 'seed'> {
  tools?: readonly Record<string, unknown>[]
  tool_choice?: unknown
  response_schema?: Record<string, unknown>
  fallback_models?: readonly string[]
  timeout_ms: number
  first_byte_ms?: number
  prompt_cache?: 'off' | 'system' | 'conversation'
}

export interface AskChat {
  config: ChatConfig
  inputs: Conversation & { images?: readonly JsonValue[] }
  /** Which model, and where. */
  place: Pick<ChatRequest, 'model' | 'base_url' | 'format' | 'api_key' | 'credential'>
  context: NodeContext<'llm' | 'http' | 'files'>
}

/** Asks a chat model as a node does: streamed to the card, with what else happened in the log and at the outputs. */
export async function askChat({ config, inputs, place, context }: AskChat) {
  const { tools, tool_choice, response_schema, ...settings } = config
  if (response_schema) checkSchema(response_schema, 'response_schema')
  const messages = await loadImages(attachImages(chatMessages(inputs), inputs.images), context)
  const answer = await context.services.llm.chat({
    ...pickSettings(settings),
    ...place,
    messages,
    prompt_cache: cacheOf(config),
    // The schema says that all three are JSON, which the type of a free value does not.
    tools: tools as JsonValue[] | undefined,
    tool_choice: tool_choice as JsonValue | undefined,
    response_schema: response_schema as JsonObject | undefined,
    signal: context.signal,
    onText: (text) => context.emit(text, 'response'),
    onNotice: (message, data) => context.log('warn', message, data),
  })
  refuseFaulty(answer)
  return chatValues(answer)
}

/** What follows would be handed a call without its arguments. */
function refuseFaulty({ tool_calls: calls, finish_reason: reason, usage, cost = null }: ChatResponse): void {
  const faulty = calls.find(({ fault }) => fault !== undefined)
  if (!faulty) return
  if (reason === 'length')
    throw new NodeError(
      'answer_invalid',
      `The arguments for ${faulty.name} were cut before they were complete`,
      {
        field: 'max_tokens',
        hint: 'Raise the longest answer, or ask for less.',
        spent: { usage, cost },
      },
    )
  throw new NodeError('answer_invalid', `The arguments for ${faulty.name} are ${faulty.fault}`, {
    field: 'tools',
    hint: 'Let it be tried again by a retry policy, simplify the parameters of the tool, or use a stronger model.',
    spent: { usage, cost },
  })
}

/** What every chat node puts out; the fields of an answer by schema are outputs too, and give way to those of the node. */
export const chatValues = (answer: ChatResponse) => ({
  ...(isObject(answer.object) ? answer.object : {}),
  response: answer.text,
  usage: { ...answer.usage },
  cost: answer.cost ?? null,
  tool_calls: answer.tool_calls.map((call) => ({ ...call })),
  object: answer.object,
  model: answer.model,
  finish_reason: answer.finish_reason,
  fallbacks: (answer.fallbacks ?? []).map((each) => ({ ...each })),
})

/** Only what a request knows: a node's configuration holds more. */
export const pickSettings = (config: Omit<ChatConfig, 'tools' | 'tool_choice' | 'response_schema'>) => ({
  temperature: config.temperature,
  max_tokens: config.max_tokens,
  top_p: config.top_p,
  stop: config.stop,
  seed: config.seed,
  fallback_models: config.fallback_models,
  timeout_ms: config.timeout_ms,
  first_byte_ms: config.first_byte_ms,
})

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
