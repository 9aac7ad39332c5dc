import type { ChatMessage } from '@llamanexus/node-sdk'

export interface MemoryWindow {
  kind: 'all' | 'messages' | 'tokens'
  size: number
}

/**
 * The messages that a model is sent: what the system says, the task, and of all others the last that fit. The answer to a
 * tool call is not sent without the call, nor one to a user without what the user said.
 */
export function windowOf(
  messages: readonly ChatMessage[],
  task: number,
  memory: MemoryWindow,
): ChatMessage[] {
  if (memory.kind === 'all') return [...messages]
  const fixed = (index: number) => index === task || messages[index]?.role === 'system'
  let left = memory.size
  let first = messages.length
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    if (fixed(index)) continue
    left -= memory.kind === 'messages' ? 1 : tokensOf(messages[index])
    if (left < 0) break
    first = index
  }
  // The newest exchange is sent whole: without the results of its own calls an agent would call again.
  const newest = messages.findLastIndex(({ tool_calls }) => tool_calls !== undefined)
  if (newest >= 0 && newest < first && isAnswering(messages, newest)) first = newest
  while (messages[first]?.role === 'tool') first += 1
  // Before the task: many models and servers refuse a conversation that an assistant begins.
  while (first < task && messages[first]?.role !== 'user') first += 1
  return messages.filter((_, index) => index >= first || fixed(index))
}

/** Nothing but tool results follows. */
const isAnswering = (messages: readonly ChatMessage[], call: number): boolean =>
  messages.slice(call + 1).every(({ role }) => role === 'tool')

/** About: four letters a token, and a picture by its area, which its letters say nothing of. */
function tokensOf(message: ChatMessage | undefined): number {
  let pictures = 0
  const text = JSON.stringify([message?.content, message?.tool_calls], (key, value: unknown) => {
    if (key !== 'image_url') return value
    pictures += 1
    return ''
  })
  return Math.ceil(text.length / 4) + pictures * PICTURE_TOKENS
}

const PICTURE_TOKENS = 1500
