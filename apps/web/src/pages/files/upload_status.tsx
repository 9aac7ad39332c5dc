import { ApiError } from '@llamanexus/contract'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import type { useUploadFiles } from '../../api/files.ts'
import { describeError } from '../../ui/describe_error.ts'
import { plural } from '../../ui/format.ts'
import styles from './files_page.module.css'

/** What becomes of the files that were chosen. Those that are there already are replaced when a person says so. */
export const UploadStatus = ({ upload }: { upload: ReturnType<typeof useUploadFiles> }) => {
  const { variables, error } = upload
  if (!variables) return null
  const count = plural(variables.files.length, 'file')
  if (upload.isPending)
    return (
      <Alert severity="info" className={styles['status']}>
        Uploading {count}…
      </Alert>
    )
  if (!error)
    return (
      <Alert severity="success" className={styles['status']} onClose={upload.reset}>
        {count} uploaded
      </Alert>
    )
  const isThere = error instanceof ApiError && error.problem.code === 'file_exists'
  const replace = (
    <Button color="inherit" size="small" onClick={() => upload.mutate({ ...variables, replace: true })}>
      Replace
    </Button>
  )
  return (
    // What the server advises is for a node; here the button beside it is the advice.
    <Alert
      severity={isThere ? 'warning' : 'error'}
      className={styles['status']}
      {...(isThere ? { action: replace } : { onClose: upload.reset })}
    >
      {isThere ? thereText(variables.files) : describeError(error)}
    </Alert>
  )
}

const thereText = ([first, ...more]: readonly File[]): string =>
  more.length === 0 ? `“${first?.name}” is there already.` : 'Some of these files are there already.'
