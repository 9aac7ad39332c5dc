import type { CredentialTrial } from '@llamanexus/contract'
import Alert from '@mui/material/Alert'
import { describeError } from '../ui/describe_error.ts'

/** What came of trying a credential; a draft that could not be tried says why. */
export const TrialNote = ({ trial, error }: { trial: CredentialTrial | undefined; error: unknown }) => {
  if (error)
    return (
      <Alert severity="error" variant="outlined">
        {describeError(error)}
      </Alert>
    )
  if (!trial) return null
  return (
    <Alert severity={trial.ok ? 'success' : 'error'} variant="outlined" role="status">
      {trial.message}
    </Alert>
  )
}
