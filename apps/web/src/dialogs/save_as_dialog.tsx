import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useCreateWorkflow } from '../api/mutations.ts'
import { useEditor } from '../document/editor_context.tsx'
import { DialogFrame } from './dialog_frame.tsx'
import { ProblemNote } from './problem_note.tsx'

/** Keeps the document under another name, as a workflow of its own, and opens that. */
export const SaveAsDialog = ({ onClose }: { onClose(): void }) => {
  const { document } = useEditor()
  const [, navigate] = useLocation()
  const [name, setName] = useState(() => `${document.state.getState().meta.name} (copy)`)
  const create = useCreateWorkflow()
  const submit = async () => {
    // A copy starts as a workflow that nothing triggers yet, or both would answer the same webhook.
    const { id: _, version: __, created_at: ___, updated_at: ____, ...draft } = document.toWorkflow()
    const made = await create.mutateAsync({ ...draft, name: name.trim(), is_active: false })
    onClose()
    navigate(`/workflows/${made.id}`)
  }
  return (
    <DialogFrame
      title="Save as"
      maxWidth="xs"
      onClose={onClose}
      onSubmit={() => void submit().catch(() => undefined)}
      actions={
        <>
          <Button color="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="contained" disabled={name.trim() === '' || create.isPending}>
            Save a copy
          </Button>
        </>
      }
    >
      <TextField autoFocus label="Name" value={name} onChange={({ target }) => setName(target.value)} />
      <ProblemNote error={create.error} />
    </DialogFrame>
  )
}
