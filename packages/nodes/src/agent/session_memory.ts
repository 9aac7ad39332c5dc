import type { ChatMessage } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import type { AgentContext } from './perform_calls.ts'

/** Messages of a session that are kept, the newest ones. */
const MAX_KEPT = 200

/** What was said in a session before. Read as a step: a restart goes on from the same words. */
export async function recall(context: AgentContext, session: string): Promise<ChatMessage[]> {
  const read = async () => (await context.services.cache.get(keyOf(context, session))).value
  const kept = await context.step('recall', read, { effect: 'pure', info: { kind: 'recall', session } })
  return Array.isArray(kept) ? kept.flatMap(readMessage) : []
}

/** Keeps what was asked and answered for the next run of the session. */
export async function remember(
  context: AgentContext,
  session: string,
  messages: readonly ChatMessage[],
  ttl_ms: number | undefined,
): Promise<void> {
  const kept: JsonValue[] = messages
    .filter(({ role, content }) => (role === 'user' || role === 'assistant') && content !== '')
    .slice(-MAX_KEPT)
    .map(({ role, content }) => ({ role, content: inWords(content) }))
  const write = async () => {
    await context.services.cache.set(keyOf(context, session), kept, ttl_ms)
    return kept.length
  }
  await context.step('remember', write, { effect: 'idempotent', info: { kind: 'remember', session } })
}

/** Pictures were for the one question: sent with each later one they would cost as much again. */
function inWords(content: ChatMessage['content']): string {
  if (typeof content === 'string') return content
  return content
    .map((part) => {
      const { text } = part as { text?: JsonValue }
      return typeof text === 'string' ? text : '[a picture]'
    })
    .join('\n')
}

const keyOf = ({ workflow_id, node_id }: AgentContext, session: string): string =>
  `agent:${workflow_id}:${node_id}:${session}`

function readMessage(value: JsonValue): ChatMessage[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const { role, content } = value
  const isKnown = role === 'user' || role === 'assistant'
  return isKnown && (typeof content === 'string' || Array.isArray(content)) ? [{ role, content }] : []
}
