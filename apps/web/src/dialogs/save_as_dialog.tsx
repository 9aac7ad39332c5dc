import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useCreateWorkflow } from '../api/mutations.ts'
import { useEditor } from '../document/editor_context.tsx'
import { FormDialog } from './form_dialog.tsx'

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
    <FormDialog
      title="Save as"
      maxWidth="xs"
      onClose={onClose}
      onSubmit={submit}
      action="Save a copy"
      task={create}
      isIncomplete={name.trim() === ''}
    >
      <TextField autoFocus label="Name" value={name} onChange={({ target }) => setName(target.value)} />
    </FormDialog>
  )
}
