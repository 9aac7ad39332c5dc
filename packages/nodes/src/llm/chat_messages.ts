import { type ChatMessage, type ChatRole, NodeError } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'

export interface Conversation {
  system?: string
  messages?: readonly JsonValue[]
  prompt?: string
}

/**
 * The messages of a conversation in order: the system text, the messages, and the prompt as the user's last one. A
 * message that is plain text counts as the user's. Throws `NodeError` `input_invalid` where a message has another shape,
 * or where there is nothing to answer.
 */
export function chatMessages({ system, messages = [], prompt }: Conversation): ChatMessage[] {
  const all: ChatMessage[] = [
    ...(system ? [{ role: 'system' as const, content: system }] : []),
    ...messages.map(readMessage),
    ...(prompt ? [{ role: 'user' as const, content: prompt }] : []),
  ]
  if (all.some(({ role }) => role !== 'system')) return all
  throw new NodeError('input_invalid', '"messages" is empty and there is no prompt', {
    field: 'messages',
    hint: 'Type a prompt, or connect a list of messages.',
    retryable: false,
  })
}

const ROLES: readonly string[] = ['system', 'user', 'assistant', 'tool']
const isRole = (value: JsonValue | undefined): value is ChatRole =>
  typeof value === 'string' && ROLES.includes(value)

function readMessage(message: JsonValue, index: number): ChatMessage {
  if (typeof message === 'string') return { role: 'user', content: message }
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    throw wrongMessage(index, 'needs to be text or an object with role and content')
  const { role, content, tool_call_id, tool_calls, thinking } = message
  if (!isRole(role)) throw wrongMessage(index, `needs a role, one of ${ROLES.join(', ')}`)
  const calls = Array.isArray(tool_calls) ? tool_calls : undefined
  if (typeof content !== 'string' && !Array.isArray(content) && !calls)
    throw wrongMessage(index, 'needs content, text or a list of parts')
  return {
    role,
    content: typeof content === 'string' || Array.isArray(content) ? content : '',
    ...(typeof tool_call_id === 'string' && { tool_call_id }),
    ...(calls && { tool_calls: calls }),
    ...(Array.isArray(thinking) && { thinking }),
  }
}

const wrongMessage = (index: number, need: string): NodeError =>
  new NodeError('input_invalid', `"messages" is wrong: message ${index} ${need}`, {
    field: 'messages',
    hint: 'A message is {"role": "user", "content": "Hello"}.',
    retryable: false,
  })
