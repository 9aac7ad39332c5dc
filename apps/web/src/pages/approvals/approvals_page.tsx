import type { ApprovalStatus } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { UserCheck } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useApprovals } from '../../api/approvals.ts'
import { ApprovalCard } from '../../approvals/approval_card.tsx'
import styles from '../../approvals/approvals.module.css'
import { AppFrame } from '../../ui/app_frame.tsx'
import { EmptyState } from '../../ui/empty_state.tsx'
import { ReadFailure } from '../../ui/read_failure.tsx'

const PAGE_SIZE = 20

/** What runs wait for people to decide, and what was decided. */
const ApprovalsPage = () => {
  const [status, setStatus] = useState<ApprovalStatus | 'any'>('open')
  const [search, setSearch] = useState('')
  const [limit, setLimit] = useState(PAGE_SIZE)
  const approvals = useApprovals({ status, limit, ...(search && { search }) })
  useEffect(() => {
    document.title = 'Approvals · LlamaNexus'
  }, [])
  const found = approvals.data?.items ?? []
  const total = approvals.data?.total ?? 0
  return (
    <AppFrame title="Approvals">
      <div className={styles['filters']}>
        <TextField
          select
          size="small"
          label="State"
          value={status}
          onChange={(e) => {
            setStatus(e.target.value as ApprovalStatus | 'any')
            setLimit(PAGE_SIZE)
          }}
        >
          {states.map(([value, text]) => (
            <MenuItem key={value} value={value}>
              {text}
            </MenuItem>
          ))}
        </TextField>
        <TextField size="small" label="Search" value={search} onChange={(e) => setSearch(e.target.value)} />
      </div>
      {approvals.isError ? (
        <ReadFailure what="The approvals" error={approvals.error} onRetry={() => void approvals.refetch()} />
      ) : approvals.isLoading ? (
        <div role="status" aria-label="Reading the approvals" />
      ) : found.length === 0 ? (
        <EmptyState
          icon={UserCheck}
          title={status === 'open' && !search ? 'Nothing waits for you' : 'No approvals found'}
          action={
            status === 'open' && !search ? (
              <Button variant="outlined" component={Link} href="/templates">
                Begin with a template
              </Button>
            ) : (
              <Button
                variant="outlined"
                onClick={() => {
                  setStatus('any')
                  setSearch('')
                }}
              >
                Show all
              </Button>
            )
          }
        >
          {status === 'open' && !search
            ? 'A workflow with a Wait for Approval node, or an agent with a tool that needs one, asks here.'
            : 'No approval is like this.'}
        </EmptyState>
      ) : (
        <div className={styles['list']}>
          {found.map((approval) => (
            <ApprovalCard key={approval.id} approval={approval} withRun />
          ))}
          {found.length < total ? (
            <Button
              variant="outlined"
              disabled={limit >= MAX_SHOWN}
              onClick={() => setLimit(Math.min(MAX_SHOWN, limit + PAGE_SIZE))}
            >
              Show more of {total}
            </Button>
          ) : null}
        </div>
      )}
    </AppFrame>
  )
}

/** What one page of the API holds. */
const MAX_SHOWN = 200

const states = [
  ['open', 'Open'],
  ['approved', 'Approved'],
  ['rejected', 'Rejected'],
  ['expired', 'Time over'],
  ['cancelled', 'Not needed any more'],
  ['any', 'All'],
] as const

export default ApprovalsPage
