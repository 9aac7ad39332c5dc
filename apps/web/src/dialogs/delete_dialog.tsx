import { useDeleteWorkflow } from '../api/mutations.ts'
import { ConfirmDialog } from './confirm_dialog.tsx'

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
    <ConfirmDialog title={`Delete “${workflow.name}”?`} task={remove} onConfirm={submit} onClose={onClose}>
      Its versions and all of its ended runs go with it. This cannot be taken back.
    </ConfirmDialog>
  )
}
