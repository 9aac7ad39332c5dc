import type { LanguageModelV4ReasoningPart, LanguageModelV4StreamPart } from '@ai-sdk/provider'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** A block in Anthropic's form. */
type Thought =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string }

/** Gathers what a model thinks while it answers. */
export function collectThoughts() {
  const blocks = new Map<string, { thinking: string; signature?: string; data?: string }>()
  return {
    take(part: LanguageModelV4StreamPart): void {
      if (part.type !== 'reasoning-start' && part.type !== 'reasoning-delta') return
      const block = blocks.get(part.id) ?? { thinking: '' }
      blocks.set(part.id, block)
      if (part.type === 'reasoning-delta') block.thinking += part.delta
      const { signature, redactedData: data } = part.providerMetadata?.['anthropic'] ?? {}
      if (typeof signature === 'string') block.signature = signature
      if (typeof data === 'string') block.data = data
    },
    /** Those that the provider wants back: it knows them by what it wrote with them. */
    signed: (): Thought[] =>
      [...blocks.values()].flatMap(({ thinking, signature, data }): Thought[] => {
        if (data !== undefined) return [{ type: 'redacted_thinking', data }]
        return signature === undefined ? [] : [{ type: 'thinking', thinking, signature }]
      }),
  }
}

/** As the library takes it in a message of the assistant; nothing for what is no such block. */
export function reasoningPart(value: JsonValue): LanguageModelV4ReasoningPart[] {
  const { type, thinking, signature, data } = object(value)
  const part = (text: string, anthropic: JsonObject): LanguageModelV4ReasoningPart[] => [
    { type: 'reasoning', text, providerOptions: { anthropic } },
  ]
  if (type === 'redacted_thinking' && typeof data === 'string') return part('', { redactedData: data })
  if (type !== 'thinking' || typeof signature !== 'string') return []
  return part(typeof thinking === 'string' ? thinking : '', { signature })
}

const object = (value: JsonValue): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
