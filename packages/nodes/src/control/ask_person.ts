import type { ApprovalAnswer, ApprovalRequest, NodeContext, Suspension } from '@llamanexus/node-sdk'

export type Question = Omit<
  ApprovalRequest,
  'execution_id' | 'workflow_id' | 'node_id' | 'path' | 'expires_at'
> & { timeout_ms?: number }

/**
 * Asks a person: gives up the node's place until there is an answer, or until the time is over, when there is none.
 * Asked again after the wake, it answers; `key` names the question within the node.
 */
export async function askPerson(
  context: NodeContext<'approvals'>,
  { timeout_ms, ...question }: Question,
): Promise<Suspension | { answer: ApprovalAnswer | undefined }> {
  const { approvals } = context.services
  const { execution_id, workflow_id, node_id, path } = context
  const ticket = await context.step(
    `ask ${question.key}`,
    async () => {
      const expires_at = timeout_ms === undefined ? {} : { expires_at: context.now() + timeout_ms }
      return {
        ...(await approvals.request({
          execution_id,
          workflow_id,
          node_id,
          path,
          ...question,
          ...expires_at,
        })),
      }
    },
    { effect: 'idempotent', info: { kind: 'ask', title: question.title } },
  )
  const until = ticket.expires_at ?? undefined
  let state = await approvals.read(ticket.id)
  if (state.status === 'open' && until !== undefined && context.now() >= until)
    state = await approvals.expire(ticket.id)
  if (state.status === 'open')
    return { suspend: 'signal', name: ticket.signal, person: true, ...(until !== undefined && { until }) }
  const { answer } = state
  // Recorded, so that the run shows it where it was given.
  await context.step(`answer ${question.key}`, () => (answer ? { ...answer } : null), {
    effect: 'pure',
    info: { kind: 'answer', approval_id: ticket.id },
  })
  return { answer: answer ?? undefined }
}
