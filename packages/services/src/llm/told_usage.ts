import type { Usage } from '@llamanexus/node-sdk'

/**
 * The tokens that an event of a stream tells, in the form of OpenAI or of Anthropic, over those that were told before.
 * The library adds them up where a stream comes to its end; this is for one that does not.
 */
export function toldUsage(event: unknown, before: Usage | undefined): Usage | undefined {
  const { usage, message } = object(event)
  const told = object(usage ?? object(message).usage)
  const details = object(told.prompt_tokens_details)
  // OpenAI and most others, OpenRouter for what is written, DeepSeek.
  const cached =
    count(told.cache_read_input_tokens) ?? count(details.cached_tokens) ?? count(told.prompt_cache_hit_tokens)
  const written = count(told.cache_creation_input_tokens) ?? count(details.cache_write_tokens)
  const prompt =
    count(told.prompt_tokens) ??
    beside(
      count(told.input_tokens),
      // Told once, at the beginning.
      cached ?? before?.cached_tokens,
      written ?? before?.cache_write_tokens,
    )
  const completion = count(told.completion_tokens) ?? count(told.output_tokens)
  if (prompt === undefined && completion === undefined) return before
  const prompt_tokens = prompt ?? before?.prompt_tokens ?? 0
  const completion_tokens = completion ?? before?.completion_tokens ?? 0
  return {
    ...before,
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    ...(cached && { cached_tokens: cached }),
    ...(written && { cache_write_tokens: written }),
  }
}

/** Anthropic counts what is cached beside the rest of the prompt. */
const beside = (input: number | undefined, cached = 0, written = 0): number | undefined =>
  input === undefined ? undefined : input + cached + written

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
