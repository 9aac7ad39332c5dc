/** Tokens of one call. */
export interface Usage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
  /** Part of the prompt that was read from the provider's cache, where it tells. */
  cached_tokens?: number
  /** Part of the prompt that was written to it. */
  cache_write_tokens?: number
  /** Part of the completion that was thought and not shown. */
  reasoning_tokens?: number
}
