import {
  addSpent,
  amendError,
  type LlmService,
  NOTHING_SPENT,
  NodeError,
  type Spent,
} from '@llamanexus/node-sdk'

type Chat = LlmService['chat']

/**
 * Does something that asks a model, perhaps several times. What all the askings took is told by `spent`, and by the
 * failure where it fails.
 */
export async function metered<T>(
  llm: Pick<LlmService, 'chat'>,
  perform: (chat: Chat, spent: () => Spent) => Promise<T>,
): Promise<T> {
  let spent = NOTHING_SPENT
  const chat: Chat = async (request) => {
    try {
      const answer = await llm.chat(request)
      spent = addSpent(spent, { usage: answer.usage, cost: answer.cost ?? null })
      return answer
    } catch (error) {
      if (error instanceof NodeError && error.spent) spent = addSpent(spent, error.spent)
      throw error
    }
  }
  try {
    return await perform(chat, () => spent)
  } catch (error) {
    throw error instanceof NodeError && spent !== NOTHING_SPENT ? amendError(error, { spent }) : error
  }
}

/** As the outputs of a node. */
export const usageAndCost = ({ usage, cost }: Spent) => ({ usage: { ...usage }, cost })
