import { useApprovals } from '../api/approvals.ts'
import { ApprovalCard } from './approval_card.tsx'
import styles from './approvals.module.css'

interface NodeApprovalsProps {
  executionId: string
  /** Frame path and node id. */
  path: string
}

/** What a node that waits asks, to be answered where one looks at it. */
export const NodeApprovals = ({ executionId, path }: NodeApprovalsProps) => {
  const { data } = useApprovals({ execution_id: executionId, limit: 200 })
  const own = data?.items.filter((approval) => approval.path === path) ?? []
  if (own.length === 0) return null
  return (
    <div className={styles['list']}>
      {own.map((approval) => (
        <ApprovalCard key={approval.id} approval={approval} />
      ))}
    </div>
  )
}
