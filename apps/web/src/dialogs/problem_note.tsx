import Alert from '@mui/material/Alert'
import { describeError } from '../ui/describe_error.ts'

/** What went wrong, inside a dialog. */
export const ProblemNote = ({ error }: { error: unknown }) =>
  error === null || error === undefined ? null : (
    <Alert severity="error" variant="outlined">
      {describeError(error)}
    </Alert>
  )
