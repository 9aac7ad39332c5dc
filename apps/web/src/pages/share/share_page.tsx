import { ApiError } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { CircleAlert, Unlink } from 'lucide-react'
import { useEffect } from 'react'
import { Link, useParams } from 'wouter'
import { useNodeTypes } from '../../api/queries.ts'
import { useShared } from '../../api/share_queries.ts'
import { describeError } from '../../ui/describe_error.ts'
import { EmptyState } from '../../ui/empty_state.tsx'
import styles from './share_page.module.css'
import { SharedView } from './shared_view.tsx'

/** What a link to a shared workflow leads to. */
const SharePage = () => {
  const { token = '' } = useParams<{ token: string }>()
  const shared = useShared(token)
  const types = useNodeTypes()
  const title = shared.data?.title
  useEffect(() => {
    document.title = title === undefined ? 'LlamaNexus' : `${title} · LlamaNexus`
  }, [title])
  if (shared.data && types.data)
    return <SharedView token={token} shared={shared.data} catalogue={types.data} />
  const error = shared.error ?? types.error
  if (!error) return <div role="status" aria-label="Opening the workflow" />
  const isGone = error instanceof ApiError && error.problem.status === 404
  return (
    <main className={styles['gone']}>
      <EmptyState
        icon={isGone ? Unlink : CircleAlert}
        tone="error"
        isPage
        title={isGone ? 'This link leads nowhere' : 'The workflow could not be read'}
        action={
          isGone ? (
            <Button variant="outlined" component={Link} href="/workflows">
              Your workflows
            </Button>
          ) : (
            <Button variant="outlined" onClick={() => globalThis.location.reload()}>
              Try again
            </Button>
          )
        }
      >
        {describeError(error)}
      </EmptyState>
    </main>
  )
}

export default SharePage
