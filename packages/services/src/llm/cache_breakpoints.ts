import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider'
import type { ChatRequest } from '@llamanexus/node-sdk'

/** For five minutes, which every use begins anew. Providers other than Anthropic do not read it. */
const providerOptions = { anthropic: { cacheControl: { type: 'ephemeral' } } }

/**
 * Marks where Anthropic is to keep what it has read up to there: after the tools, after what the system says, and, of a
 * conversation, at its end and where it ended when it was sent before. These are the four marks that a request may have.
 * The last but one is needed because a mark is looked for twenty blocks back only, which many calls at once exceed.
 */
export function withBreakpoints(
  options: LanguageModelV4CallOptions,
  cache: NonNullable<ChatRequest['prompt_cache']>,
): LanguageModelV4CallOptions {
  const { prompt, tools } = options
  const marked = new Set([prompt.findLastIndex(({ role }) => role === 'system')])
  if (cache === 'conversation') {
    const answered = prompt.findLastIndex(({ role }) => role === 'assistant')
    marked.add(prompt.findLastIndex(isAsked))
    marked.add(prompt.findLastIndex((message, index) => index < answered && isAsked(message)))
  }
  return {
    ...options,
    prompt: prompt.map((message, index) => (marked.has(index) ? { ...message, providerOptions } : message)),
    tools: tools?.map((tool, index) => (index === tools.length - 1 ? { ...tool, providerOptions } : tool)),
  }
}

/** What a model thought cannot be marked, and its answers need not be. */
const isAsked = ({ role, content }: LanguageModelV4Message): boolean =>
  (role === 'user' || role === 'tool') && content.length > 0
