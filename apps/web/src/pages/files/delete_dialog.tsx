import type { FileEntry } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useDeleteFile } from '../../api/files.ts'
import { describeError } from '../../ui/describe_error.ts'

/** Asks before a file is gone, or a folder with all that is in it. */
export const DeleteDialog = ({ file, onClose }: { file: FileEntry; onClose(): void }) => {
  const remove = useDeleteFile()
  return (
    <Dialog open onClose={onClose} aria-labelledby="delete-title">
      <DialogTitle id="delete-title">Delete {file.path}?</DialogTitle>
      <DialogContent>
        {file.kind === 'folder' ? 'All files and folders in it are deleted too. ' : ''}
        Workflows that read it will fail. This cannot be undone.
        {remove.error ? <p role="alert">{describeError(remove.error)}</p> : null}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Keep</Button>
        <Button
          color="error"
          disabled={remove.isPending}
          onClick={() => remove.mutate(file, { onSuccess: onClose })}
        >
          Delete
        </Button>
      </DialogActions>
    </Dialog>
  )
}
