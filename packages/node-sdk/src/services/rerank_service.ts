import type { Usage } from './llm_usage.ts'

export interface RerankRequest {
  /** `lexical`: words, in process. `endpoint`: a server's `/rerank`. `llm`: a language model gives marks. */
  by: 'lexical' | 'endpoint' | 'llm'
  query: string
  texts: readonly string[]
  /** What a search thought of each text, 0 to 1; `lexical` takes it into account. */
  prior?: readonly number[]
  /** Of the endpoint, or `provider/model` of the language model. */
  model?: string
  /** With or without `/rerank` at its end. */
  url?: string
  /** `cohere` is spoken by Cohere, Jina, llama.cpp and vLLM, `tei` by Text Embeddings Inference. Default `cohere`. */
  format?: 'cohere' | 'tei'
  credential?: string
  /** Default 30,000. */
  timeout_ms?: number
  signal?: AbortSignal
}

export interface RerankResponse {
  /** One a text, in their order, 0 to 1. */
  scores: number[]
  model: string
  usage?: Usage
  cost?: number | null
}

/**
 * Says how well each text answers a query. Throws `NodeError`: `config_invalid`, `model_unfit` (the builtin model cannot
 * judge), `provider_error`, `answer_invalid`, `sign_in_failed`, and as `HttpService`, `LlmService` and
 * `CredentialService` do.
 */
export interface RerankService {
  rank(request: RerankRequest): Promise<RerankResponse>
}
