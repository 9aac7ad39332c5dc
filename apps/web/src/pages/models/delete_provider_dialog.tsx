import Button from '@mui/material/Button'
import { useDeleteProvider } from '../../api/model_api.ts'
import { DialogFrame } from '../../dialogs/dialog_frame.tsx'
import { ProblemNote } from '../../dialogs/problem_note.tsx'

/** Asks before a provider is removed: nodes that name it find no model then. */
export const DeleteProviderDialog = ({ name, onClose }: { name: string; onClose(): void }) => {
  const remove = useDeleteProvider()
  return (
    <DialogFrame
      title={`Delete the provider “${name}”?`}
      maxWidth="xs"
      onClose={onClose}
      onSubmit={() => remove.mutate(name, { onSuccess: onClose })}
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
        Nodes that name a model of it will fail until they name another. Its credential stays.
      </p>
      <ProblemNote error={remove.error} />
    </DialogFrame>
  )
}
