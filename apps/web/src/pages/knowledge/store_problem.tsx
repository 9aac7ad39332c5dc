import type { KnowledgeCollection } from '@llamanexus/contract'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'

interface StoreProblemProps {
  problem: NonNullable<KnowledgeCollection['problem']>
  onRetry(): void
}

/** Why the store of a collection does not answer. */
export const StoreProblem = ({ problem: { message, hint }, onRetry }: StoreProblemProps) => (
  <Alert
    severity="warning"
    variant="outlined"
    sx={{ mb: 2 }}
    action={
      <Button color="inherit" size="small" onClick={onRetry}>
        Try again
      </Button>
    }
  >
    {hint ? `${message}. ${hint}` : message}
  </Alert>
)
