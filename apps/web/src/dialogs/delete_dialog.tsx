import Button from '@mui/material/Button'
import { useDeleteWorkflow } from '../api/mutations.ts'
import { DialogFrame } from './dialog_frame.tsx'
import { ProblemNote } from './problem_note.tsx'

interface DeleteDialogProps {
  workflow: { id: string; name: string }
  onDeleted?(): void
  onClose(): void
}

/** Asks before a workflow and its runs are gone for good. */
export const DeleteDialog = ({ workflow, onDeleted, onClose }: DeleteDialogProps) => {
  const remove = useDeleteWorkflow()
  const submit = async () => {
    await remove.mutateAsync(workflow.id)
    onClose()
    onDeleted?.()
  }
  return (
    <DialogFrame
      title={`Delete “${workflow.name}”?`}
      maxWidth="xs"
      onClose={onClose}
      onSubmit={() => void submit().catch(() => undefined)}
      actions={
        <>
          <Button color="secondary" autoFocus onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" variant="contained" color="error" disabled={remove.isPending}>
            Delete
          </Button>
        </>
      }
    >
      <p style={{ margin: 0 }}>
        Its versions and all of its ended runs go with it. This cannot be taken back.
      </p>
      <ProblemNote error={remove.error} />
    </DialogFrame>
  )
}
