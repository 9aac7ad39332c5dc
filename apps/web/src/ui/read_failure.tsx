import Button from '@mui/material/Button'
import { CircleAlert } from 'lucide-react'
import { describeError } from './describe_error.ts'
import { EmptyState } from './empty_state.tsx'

interface ReadFailureProps {
  /** With its article: `The runs`. */
  what: string
  error: unknown
  onRetry(): void
}

/** In place of what could not be read, why, and another try. */
export const ReadFailure = ({ what, error, onRetry }: ReadFailureProps) => (
  <EmptyState
    icon={CircleAlert}
    tone="error"
    title={`${what} could not be read`}
    action={
      <Button variant="outlined" onClick={onRetry}>
        Try again
      </Button>
    }
  >
    {describeError(error)}
  </EmptyState>
)
