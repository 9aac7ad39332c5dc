import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useKnowledgeChanges } from '../../api/knowledge.ts'
import { FormDialog } from '../../dialogs/form_dialog.tsx'
import { PlaceFields } from './place_fields.tsx'
import { emptyPlace, placeOf } from './place_form.ts'

interface CreateDialogProps {
  onCreated(name: string): void
  onClose(): void
}

/** Makes a collection; its model and its store are chosen once, for vectors of two models cannot be compared. */
export const CreateDialog = ({ onCreated, onClose }: CreateDialogProps) => {
  const { create } = useKnowledgeChanges()
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [model, setModel] = useState('')
  const [place, setPlace] = useState(emptyPlace)
  const store = placeOf(place)
  const submit = async () => {
    const made = await create.mutateAsync({
      name: name.trim(),
      description: description.trim(),
      ...(model.trim() && { model: model.trim() }),
      ...(store && store.kind !== 'embedded' && { store }),
    })
    onCreated(made.name)
  }
  return (
    <FormDialog
      title="New collection"
      onClose={onClose}
      onSubmit={submit}
      action="Create"
      task={create}
      isIncomplete={name.trim() === '' || !store}
    >
      <TextField
        label="Name"
        size="small"
        autoFocus
        value={name}
        onChange={({ target }) => setName(target.value)}
        helperText="As nodes name it, such as handbook."
      />
      <TextField
        label="Description"
        size="small"
        multiline
        value={description}
        onChange={({ target }) => setDescription(target.value)}
      />
      <TextField
        label="Model"
        size="small"
        placeholder="lexical"
        slotProps={{ inputLabel: { shrink: true } }}
        value={model}
        onChange={({ target }) => setModel(target.value)}
        helperText="lexical compares words and needs no key. A model such as ollama/nomic-embed-text compares meaning. It cannot be changed later."
      />
      <PlaceFields collection={name} place={place} onChange={setPlace} />
    </FormDialog>
  )
}
