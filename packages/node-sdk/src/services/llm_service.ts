import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { EmbedRequest, EmbedResponse } from './embedding_service.ts'
import type { Usage } from './llm_usage.ts'

export type ChatRole = 'system' | 'user' | 'assistant' | 'tool'

export interface ChatMessage {
  role: ChatRole
  /** Text, or parts in the OpenAI form (`{type: "text"}`, `{type: "image_url"}`). */
  content: string | JsonValue[]
  tool_call_id?: string
  tool_calls?: JsonValue[]
  /** Of the assistant: as `ChatResponse` gave it. */
  thinking?: JsonValue[]
}

export interface ToolCall {
  id: string
  name: string
  arguments: JsonObject
  /** Why there are no arguments: what the model wrote in their place is no JSON object. */
  fault?: string
}

/** What every call of a model has: which one, where, how long, and who is to be told. */
export interface ModelRequest {
  /**
   * `builtin`, or `provider/model`, or the name of a provider for its default model, or a model name of the first
   * provider. Absent: the default model.
   */
  model?: string
  /** A server used instead of the configured providers. */
  base_url?: string
  /** What `base_url` speaks. Default `openai`. */
  format?: 'openai' | 'anthropic'
  api_key?: string
  /** A credential of the vault, used in place of the provider's own; it has to name the host. */
  credential?: string
  temperature?: number
  max_tokens?: number
  top_p?: number
  stop?: readonly string[]
  seed?: number
  /** Tried in this order where one is unknown, cannot be reached, is busy, broken or too slow, while nothing was shown. */
  fallback_models?: readonly string[]
  /** The whole answer of each model that is tried. Default 120,000. */
  timeout_ms?: number
  /** Until a model begins to answer. Default: as long as the whole. */
  first_byte_ms?: number
  signal?: AbortSignal
  /** Called with each piece of text as it arrives. */
  onText?: (text: string) => void
  /** Called with what a user should know about a call that goes on: a fallback, a setting that the model does not take. */
  onNotice?: (message: string, data?: JsonValue) => void
}

export interface ChatRequest extends ModelRequest {
  messages: readonly ChatMessage[]
  /** OpenAI function tools. */
  tools?: readonly JsonValue[]
  tool_choice?: JsonValue
  /**
   * What the provider is to keep for the next call, where that has to be asked for (Anthropic): the tools and what the
   * system says, or the conversation too. Others keep by themselves, or not at all. Default: nothing.
   */
  prompt_cache?: 'system' | 'conversation'
  /** JSON Schema the answer must fit. */
  response_schema?: JsonObject
}

/** The model goes on with the text; nothing is said about roles. */
export interface CompletionRequest extends ModelRequest {
  prompt: string
  /** What comes after the gap to fill, for models that fill one. */
  suffix?: string
}

/** A model that was asked in vain before the one that answered. */
export interface FailedModel {
  model: string
  code: string
  message: string
}

export interface CompletionResponse {
  text: string
  model: string
  /** Before the slash in `provider/model`; the host of a `base_url`. */
  provider?: string
  finish_reason: string
  usage: Usage
  /** US dollars by the table of prices; null where it does not know the model. */
  cost?: number | null
  fallbacks?: FailedModel[]
}

export interface ChatResponse extends CompletionResponse {
  tool_calls: ToolCall[]
  /** The answer as JSON when `response_schema` was given. */
  object?: JsonValue
  /** What the model thought, signed, as its provider wants to see it again where the results of its tool calls are sent. */
  thinking?: JsonValue[]
}

/** US dollars for a million tokens. */
export interface TokenPrice {
  input: number
  output: number
  /** Read from the provider's cache; default as `input`. */
  cached_input?: number
  /** Written to it; default as `input`. */
  cache_write?: number
}

export interface ModelInfo {
  id: string
  provider: string
  name: string
  description?: string
  /** Tokens, where the provider tells. */
  context_length?: number
  /** Whether it takes pictures, where the provider tells. */
  vision?: boolean
  /** null where nobody told it. */
  price?: TokenPrice | null
}

/** What was measured of a model since the server started, over its last 50 calls. */
export interface ModelStats {
  model: string
  calls: number
  failures: number
  /** Medians of the calls that worked; null where none did. */
  latency_ms: number | null
  first_text_ms: number | null
}

/**
 * Throws `NodeError`: `model_unknown`, `provider_unreachable`, `provider_error`, `answer_invalid` (it does not fit the schema), `rate_limited` (with `retry_after_ms`),
 * `response_too_large`, `timeout`, `aborted`; `address_refused` for a `base_url` that is not let through; and as
 * `CredentialService` does.
 */
export interface LlmService {
  chat(request: ChatRequest): Promise<ChatResponse>
  complete(request: CompletionRequest): Promise<CompletionResponse>
  /** Of a provider's model; `lexical` is the `EmbeddingService`'s own. */
  embed(request: EmbedRequest): Promise<EmbedResponse>
  models(signal?: AbortSignal): Promise<ModelInfo[]>
  stats(): ModelStats[]
}
