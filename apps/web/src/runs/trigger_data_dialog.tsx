import type { JsonValue, WorkflowNode } from '@llamanexus/workflow'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { FormDialog } from '../dialogs/form_dialog.tsx'
import { useCatalogue } from '../document/editor_context.tsx'
import { CodeEditor } from '../ui/code_editor.tsx'
import { sampleData } from './trigger_data.ts'

interface TriggerDataDialogProps {
  triggers: readonly WorkflowNode[]
  trigger: string | null
  onRun(request: { trigger?: string; data: JsonValue }): void
  onClose(): void
}

/** Asks which trigger a run starts at and with what data. */
export const TriggerDataDialog = ({ triggers, trigger, onRun, onClose }: TriggerDataDialogProps) => {
  const catalogue = useCatalogue()
  const [chosen, setChosen] = useState(trigger)
  const [drafts, setDrafts] = useState<Record<string, string>>({})
  const node = triggers.find((one) => one.id === chosen)
  const text = drafts[chosen ?? ''] ?? JSON.stringify(sampleData(node, catalogue), null, 2)
  const parsed = parse(text)
  const submit = () =>
    parsed.ok && onRun({ ...(chosen === null ? {} : { trigger: chosen }), data: parsed.value })
  return (
    <FormDialog
      title="Run with data"
      action="Run"
      isIncomplete={!parsed.ok}
      onClose={onClose}
      onSubmit={submit}
    >
      {triggers.length > 1 ? (
        <TextField
          select
          label="Start at"
          value={chosen ?? ''}
          onChange={({ target }) => setChosen(target.value)}
        >
          {triggers.map((one) => (
            <MenuItem key={one.id} value={one.id}>
              {one.label ?? catalogue.get(one.type)?.name ?? one.id}
            </MenuItem>
          ))}
        </TextField>
      ) : null}
      <div
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          submit()
        }}
      >
        <CodeEditor
          label="Trigger data as JSON"
          language="json"
          isMultiline
          value={text}
          isInvalid={!parsed.ok}
          onChange={(next) => setDrafts({ ...drafts, [chosen ?? '']: next })}
        />
        <p
          style={{
            margin: '4px 0 0',
            fontSize: 12,
            color: parsed.ok ? 'var(--text-muted)' : 'var(--error)',
          }}
        >
          {parsed.ok ? 'Expressions read it as trigger.' : `This is not JSON yet: ${parsed.message}`}
        </p>
      </div>
    </FormDialog>
  )
}

const parse = (text: string): { ok: true; value: JsonValue } | { ok: false; message: string } => {
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'it cannot be read' }
  }
}
