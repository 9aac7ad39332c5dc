import { useApprovals, useDecideApproval } from '../api/approvals.ts'
import { useRun, useRunStore } from '../runs/run_context.tsx'
import { rememberedName } from './answer_name.ts'

/** Approve and reject on the card of a node that waits; what needs more than that is answered in the run panel. */
export const CardAnswer = ({ path }: { path: string }) => {
  const store = useRunStore()
  const executionId = useRun((state) => state.header?.id)
  const { data } = useApprovals({ execution_id: executionId ?? '', limit: 200 }, executionId !== undefined)
  const decide = useDecideApproval()
  const [approval] = data?.items.filter((each) => each.path === path) ?? []
  if (!approval) return null
  const answer = (decision: 'approved' | 'rejected') => {
    const by = rememberedName()
    decide.mutate({ id: approval.id, decision, ...(by && { by }) })
  }
  const isPlain = approval.choices.length === 0 && approval.form === null && approval.kind === 'approval'
  return (
    <span className="card-answer nodrag">
      <span className="card-question" title={approval.title}>
        {approval.title}
      </span>
      {isPlain ? (
        <>
          <button type="button" disabled={decide.isPending} onClick={() => answer('approved')}>
            Approve
          </button>
          <button type="button" disabled={decide.isPending} onClick={() => answer('rejected')}>
            Reject
          </button>
        </>
      ) : (
        <button type="button" onClick={() => store.showPath(path)}>
          Answer
        </button>
      )}
    </span>
  )
}
