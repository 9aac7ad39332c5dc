import type { ChatMessage } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'

/** Letters of base64 in one request: providers take 20 to 50 million bytes of everything together. */
const MAX_LETTERS = 15_000_000

/**
 * The messages with the newest pictures of tool results only; of older ones there is word. Several go at once, so that the
 * beginning of the conversation stays the same over several turns, as the cache of a provider wants it.
 */
export function recentPictures(messages: readonly ChatMessage[], max: number): ChatMessage[] {
  const sizes = messages.flatMap((message) => picturesOf(message).map((part) => JSON.stringify(part).length))
  const step = Math.ceil(max / 2)
  const tooMany = sizes.length <= max ? 0 : Math.ceil((sizes.length - max) / step) * step
  let left = Math.max(tooMany, tooLarge(sizes))
  if (left === 0) return [...messages]
  return messages.map((message) => {
    const count = picturesOf(message).length
    if (count === 0 || left <= 0) return message
    left -= count
    return withoutPictures(message, GONE)
  })
}

/** How many of the oldest have to go for the rest to fit. */
function tooLarge(sizes: readonly number[]): number {
  let letters = 0
  return (
    sizes.findLastIndex((size) => {
      letters += size
      return letters > MAX_LETTERS
    }) + 1
  )
}

const GONE = '[Its pictures are not shown any more.]'

/** The message of a tool as text alone, which names its pictures. */
export function withoutPictures(message: ChatMessage, note?: string): ChatMessage {
  if (message.role !== 'tool' || typeof message.content === 'string') return message
  const texts = message.content.flatMap((part) => textOf(part) ?? [])
  return { ...message, content: [...texts, ...(note ? [note] : [])].join('\n') }
}

export const picturesOf = ({ role, content }: ChatMessage): JsonValue[] =>
  role === 'tool' && Array.isArray(content) ? content.filter((part) => textOf(part) === undefined) : []

function textOf(part: JsonValue): string | undefined {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return undefined
  return part['type'] === 'text' && typeof part['text'] === 'string' ? part['text'] : undefined
}
