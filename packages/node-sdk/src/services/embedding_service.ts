import type { Usage } from './llm_usage.ts'

export interface EmbedRequest {
  /** `lexical` (in process, no key), or `provider/model`. Default `lexical`. */
  model?: string
  texts: readonly string[]
  /** An OpenAI-compatible server in place of the configured ones. */
  base_url?: string
  api_key?: string
  /** A credential of the vault, used in place of the provider's own. */
  credential?: string
  timeout_ms?: number
  signal?: AbortSignal
}

export interface EmbedResponse {
  /** One a text, in their order, of length 1 (L2). */
  vectors: number[][]
  model: string
  dimensions: number
  usage: Usage
  /** US dollars by the table of prices; null where it does not know the model. */
  cost?: number | null
}

/** Throws `NodeError` as `LlmService` does. */
export interface EmbeddingService {
  embed(request: EmbedRequest): Promise<EmbedResponse>
}
