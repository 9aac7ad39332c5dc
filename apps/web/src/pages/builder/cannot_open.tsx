import Button from '@mui/material/Button'
import { CircleAlert } from 'lucide-react'
import { Link } from 'wouter'
import { describeError } from '../../ui/describe_error.ts'
import { EmptyState } from '../../ui/empty_state.tsx'

/** In place of the editor, when the workflow could not be read. */
const CannotOpen = ({ error }: { error: Error }) => (
  <main className="builder-problem">
    <EmptyState
      icon={CircleAlert}
      tone="error"
      isPage
      title="This workflow could not be opened"
      action={
        <>
          <Button variant="contained" component={Link} href="/workflows">
            All workflows
          </Button>
          <Button variant="outlined" onClick={() => globalThis.location.reload()}>
            Try again
          </Button>
        </>
      }
    >
      {describeError(error)}
    </EmptyState>
  </main>
)

export default CannotOpen
