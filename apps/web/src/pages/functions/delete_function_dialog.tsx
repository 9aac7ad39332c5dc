import { useLocation } from 'wouter'
import { useDeleteFunction } from '../../api/function_queries.ts'
import { ConfirmDialog } from '../../dialogs/confirm_dialog.tsx'

interface DeleteFunctionDialogProps {
  name: string
  onDeleted(): void
  onClose(): void
}

/** Asks before a function is gone. */
export const DeleteFunctionDialog = ({ name, onDeleted, onClose }: DeleteFunctionDialogProps) => {
  const remove = useDeleteFunction()
  const [, navigate] = useLocation()
  const submit = async () => {
    await remove.mutateAsync(name)
    onDeleted()
    navigate('/functions')
  }
  return (
    <ConfirmDialog
      title={`Delete the function “${name}”?`}
      task={remove}
      onConfirm={submit}
      onClose={onClose}
    >
      Workflows and agents that call it will fail. This cannot be taken back.
    </ConfirmDialog>
  )
}
