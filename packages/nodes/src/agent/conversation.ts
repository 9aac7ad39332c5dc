import type { ChatMessage } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { type Conversation, chatMessages } from '../llm/chat_messages.ts'
import { attachImages } from '../llm/with_images.ts'

/** The conversation with what was said before in the session, and which message sets the task: the user's last one. */
export function conversationOf(
  given: Conversation & { images?: readonly JsonValue[] },
  earlier: readonly ChatMessage[],
): { messages: ChatMessage[]; task: number } {
  const now = attachImages(chatMessages(given), given.images)
  const system = now.filter(({ role }) => role === 'system')
  const messages = [...system, ...earlier, ...now.filter(({ role }) => role !== 'system')]
  return { messages, task: messages.findLastIndex(({ role }) => role === 'user') }
}
