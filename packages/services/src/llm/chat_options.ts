import type {
  JSONSchema7,
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4TextPart,
  LanguageModelV4ToolChoice,
} from '@ai-sdk/provider'
import { type ChatMessage, type ChatRequest, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { withBreakpoints } from './cache_breakpoints.ts'
import type { ProviderKind } from './provider_config.ts'
import { reasoningPart } from './thinking.ts'

/** A chat request, which has the OpenAI form, in the form that the AI SDK's models take. */
export function chatOptions(
  request: ChatRequest,
  kind: ProviderKind,
  signal: AbortSignal,
): LanguageModelV4CallOptions {
  const options: LanguageModelV4CallOptions = {
    prompt: promptOf(inOrder(request.messages, kind), kind),
    temperature: request.temperature,
    maxOutputTokens: request.max_tokens,
    topP: request.top_p,
    stopSequences: request.stop && [...request.stop],
    seed: request.seed,
    tools: request.tools?.map(functionTool),
    toolChoice: toolChoice(request.tool_choice),
    responseFormat: request.response_schema && {
      type: 'json',
      schema: request.response_schema as JSONSchema7,
      name: 'answer',
    },
    providerOptions: {
      openaiCompatible: { strictJsonSchema: isStrict(request.response_schema) },
      // Streamed early, arguments may be no JSON; nobody reads them before they are whole.
      anthropic: { toolStreaming: false },
    },
    // The count of tokens in a stream that breaks off is in its raw events only.
    includeRawChunks: true,
    abortSignal: signal,
  }
  return request.prompt_cache ? withBreakpoints(options, request.prompt_cache) : options
}

/** OpenAI takes a schema as strict only where every object names all it has; any other it refuses. */
function isStrict(schema: JsonValue | undefined): boolean {
  if (typeof schema !== 'object' || schema === null) return true
  if (Array.isArray(schema)) return schema.every(isStrict)
  const { type, properties, required, additionalProperties } = schema
  if (type === 'object' || properties !== undefined) {
    const names = Object.keys(object(properties))
    const named = Array.isArray(required) ? required : []
    if (additionalProperties !== false || names.some((name) => !named.includes(name))) return false
  }
  return Object.values(schema).every(isStrict)
}

/** Most models of Anthropic know what the system says at the beginning only. */
function inOrder(messages: readonly ChatMessage[], kind: ProviderKind): readonly ChatMessage[] {
  if (kind !== 'anthropic') return messages
  return messages.toSorted((a, b) => Number(b.role === 'system') - Number(a.role === 'system'))
}

/** Where the results of tools are text alone, their pictures follow as if the user showed them, after the last result. */
function promptOf(messages: readonly ChatMessage[], kind: ProviderKind): LanguageModelV4Message[] {
  const called = new Map<string, string>()
  const prompt = messages.map((message) => {
    for (const { toolCallId, toolName } of toolCalls(message)) called.set(toolCallId, toolName)
    return promptMessage(message, called, kind)
  })
  if (kind === 'anthropic') return prompt
  return prompt.flatMap((message, index) => {
    if (message.role !== 'tool' || messages[index + 1]?.role === 'tool') return [message]
    let first = index
    while (messages[first - 1]?.role === 'tool') first -= 1
    const shown = messages
      .slice(first, index + 1)
      .flatMap((result, at) => shownOf(result, prompt[first + at]))
    return shown.length === 0 ? [message] : [message, { role: 'user' as const, content: shown }]
  })
}

function shownOf(message: ChatMessage, sent: LanguageModelV4Message | undefined) {
  const [result] = sent?.role === 'tool' ? sent.content : []
  const pictures = parts(message.content).filter(({ type }) => type === 'file')
  if (pictures.length === 0 || result?.type !== 'tool-result') return []
  const text = `From the result of the call ${result.toolCallId} of ${result.toolName}:`
  return [{ type: 'text' as const, text }, ...pictures]
}

function promptMessage(
  message: ChatMessage,
  /** The names of the tools by the ids of their calls. */
  called: ReadonlyMap<string, string>,
  kind: ProviderKind,
): LanguageModelV4Message {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: plainText(message.content) }
    case 'user':
      return { role: 'user', content: parts(message.content) }
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          ...(kind === 'anthropic' ? (message.thinking ?? []).flatMap(reasoningPart) : []),
          ...parts(message.content),
          ...toolCalls(message),
        ],
      }
    case 'tool':
      return {
        role: 'tool',
        content: [toolResult(message, called, kind === 'anthropic' ? parts(message.content) : [])],
      }
  }
}

/** The text of a message, without its images. */
export function plainText(content: ChatMessage['content']): string {
  return parts(content)
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('')
}

function parts(content: ChatMessage['content']): (LanguageModelV4TextPart | LanguageModelV4FilePart)[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return content.map(part)
}

function part(value: JsonValue): LanguageModelV4TextPart | LanguageModelV4FilePart {
  const { type, text, image_url: image } = object(value)
  if (type === 'text' && typeof text === 'string') return { type, text }
  const url = typeof image === 'string' ? image : object(image).url
  if (type === 'image_url' && typeof url === 'string') return imagePart(url)
  throw invalid(
    'A message part is neither {"type": "text", "text"} nor {"type": "image_url", "image_url": {"url"}}',
  )
}

function imagePart(url: string): LanguageModelV4FilePart {
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? []
  if (mediaType && data) return { type: 'file', mediaType, data: { type: 'data', data } }
  const parsed = URL.parse(url)
  if (!parsed) throw invalid('The URL of an image is neither a web address nor a data: URL')
  return { type: 'file', mediaType: 'image/*', data: { type: 'url', url: parsed } }
}

function toolCalls(message: ChatMessage) {
  return (message.tool_calls ?? []).map((call) => {
    const { id, function: called } = object(call)
    const { name, arguments: args } = object(called)
    return {
      type: 'tool-call' as const,
      toolCallId: String(id),
      toolName: String(name),
      input: typeof args === 'string' ? parseOr(args, {}) : (args ?? {}),
    }
  })
}

function toolResult(
  message: ChatMessage,
  called: ReadonlyMap<string, string>,
  content: ReturnType<typeof parts>,
) {
  const id = message.tool_call_id ?? ''
  return {
    type: 'tool-result' as const,
    toolCallId: id,
    toolName: called.get(id) ?? 'tool',
    output: content.some(({ type }) => type === 'file')
      ? { type: 'content' as const, value: content }
      : { type: 'text' as const, value: plainText(message.content) },
  }
}

/** A tool in the OpenAI form; throws `input_invalid` for anything else. */
export function functionTool(value: JsonValue): LanguageModelV4FunctionTool {
  const { name, description, parameters } = object(object(value).function)
  if (typeof name !== 'string')
    throw invalid('A tool is not {"type": "function", "function": {"name", "parameters"}}')
  return {
    type: 'function',
    name,
    description: typeof description === 'string' ? description : undefined,
    inputSchema: (parameters ?? { type: 'object', properties: {} }) as JSONSchema7,
  }
}

export function toolChoice(value: JsonValue | undefined): LanguageModelV4ToolChoice | undefined {
  if (value === undefined || value === null) return undefined
  if (value === 'auto' || value === 'none' || value === 'required') return { type: value }
  const { name } = object(object(value).function)
  if (typeof name === 'string') return { type: 'tool', toolName: name }
  throw invalid('tool_choice is not auto, none, required or a function by name')
}

const object = (value: JsonValue | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

function parseOr(text: string, otherwise: JsonValue): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    return otherwise
  }
}

const invalid = (message: string): NodeError => new NodeError('input_invalid', message, { retryable: false })
