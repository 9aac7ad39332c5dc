import type { BroughtFunctions } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { FileUp } from 'lucide-react'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useImportWorkflow } from '../api/mutations.ts'
import { BroughtNote } from './brought_note.tsx'
import { FormDialog } from './form_dialog.tsx'

/** Makes a workflow from a file, or from text that is pasted or dropped, and says what became of the functions in it. */
export const ImportDialog = ({ onClose }: { onClose(): void }) => {
  const [, navigate] = useLocation()
  const file = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const bring = useImportWorkflow()
  const open = (id: string) => {
    onClose()
    navigate(`/workflows/${id}`)
  }
  const submit = async () => {
    const { workflow, functions } = await bring.mutateAsync(text)
    if (!hasNews(functions)) open(workflow.id)
  }
  const read = async (files: FileList | null) => {
    const [first] = files ?? []
    if (first) setText(await first.text())
  }
  if (bring.data && hasNews(bring.data.functions))
    return <BroughtNote {...bring.data} onOpen={() => open(bring.data.workflow.id)} onClose={onClose} />
  return (
    <FormDialog
      title="Import a workflow"
      onClose={onClose}
      onSubmit={submit}
      action="Import"
      task={bring}
      isIncomplete={text.trim() === ''}
    >
      <input
        ref={file}
        type="file"
        hidden
        accept=".json,.yaml,.yml,application/json,application/yaml"
        onChange={({ target }) => void read(target.files)}
      />
      <Button
        variant="outlined"
        color="secondary"
        startIcon={<FileUp size={14} aria-hidden />}
        sx={{ alignSelf: 'flex-start' }}
        onClick={() => file.current?.click()}
      >
        Choose a file
      </Button>
      <TextField
        label="or paste JSON or YAML here, or drop a file"
        multiline
        rows={10}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          if (event.dataTransfer.files.length === 0) return
          event.preventDefault()
          void read(event.dataTransfer.files)
        }}
        slotProps={{
          htmlInput: { spellCheck: false, style: { fontFamily: 'var(--font-mono)', fontSize: 12 } },
        }}
      />
    </FormDialog>
  )
}

const hasNews = ({ imported, renamed }: BroughtFunctions): boolean => imported.length + renamed.length > 0
