import {
  type NodeContext,
  NodeError,
  type RunWorkflowRequest,
  type Suspension,
  type WorkflowOutcome,
} from '@llamanexus/node-sdk'

export interface ChildCall extends Omit<RunWorkflowRequest, 'parent'> {
  /** Names the call within the node. */
  key: string
}

/** Starts a run of another workflow, once: a restart finds it again, another try after a failure begins a new one. */
export function startChild(
  context: NodeContext<'workflows'>,
  { key, ...request }: ChildCall,
): Promise<{ execution_id: string; signal: string }> {
  const { execution_id, path, failures, idempotency_key } = context
  const parent = { execution_id, path, key: `${idempotency_key}#${failures}#${key}` }
  return context.step(
    `run ${key}`,
    async () => ({ ...(await context.services.workflows.start({ ...request, parent })) }),
    { effect: 'idempotent', info: { kind: 'run', workflow_id: request.workflow_id, data: request.data } },
  )
}

/** What came of it; gives up the node's place until it has ended. */
export async function awaitChild(
  context: NodeContext<'workflows'>,
  { execution_id, signal }: { execution_id: string; signal: string },
): Promise<Suspension | { outcome: WorkflowOutcome }> {
  const outcome = await context.services.workflows.outcome(execution_id)
  const { status } = outcome
  const hasEnded = status === 'completed' || status === 'failed' || status === 'cancelled'
  return hasEnded ? { outcome } : { suspend: 'signal', name: signal }
}

/** A child that did not complete is an error of the node that waited for it. */
export function childFailed(execution_id: string, { status, error }: WorkflowOutcome): NodeError {
  // What failed first is what people look for, not the chain of those that waited for it.
  const cause = error && (error.cause ?? { execution_id, code: error.code, message: error.message })
  const became = status === 'cancelled' ? 'was cancelled' : status
  return new NodeError(
    'child_failed',
    `The run ${execution_id} ${became}${cause ? `: ${cause.message}` : ''}`,
    {
      details: {
        execution_id,
        status,
        ...(error && { code: error.code }),
        ...(cause && { cause: { ...cause } }),
      },
      hint: `Open the run ${cause?.execution_id ?? execution_id} to see which of its nodes it was.`,
    },
  )
}
