import type { JsonValue, WorkflowSettings } from '@llamanexus/workflow'
import Autocomplete from '@mui/material/Autocomplete'
import FormControlLabel from '@mui/material/FormControlLabel'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useChangeWorkflow } from '../api/mutations.ts'
import { useEditor } from '../document/editor_context.tsx'
import { FormDialog } from './form_dialog.tsx'
import styles from './settings_dialog.module.css'

/** What belongs to the workflow as a whole: its name, what it is for, and the limits of its runs. */
export const SettingsDialog = ({ onClose }: { onClose(): void }) => {
  const { document } = useEditor()
  const before = document.state.getState()
  const [name, setName] = useState(before.meta.name)
  const [description, setDescription] = useState(before.meta.description ?? '')
  const [settings, setSettings] = useState<WorkflowSettings>(before.settings)
  const [isActive, setActive] = useState(before.server.is_active)
  const change = useChangeWorkflow()

  const set = (key: string, value: JsonValue | undefined) => setSettings({ ...settings, [key]: value })
  const submit = async () => {
    document.edit('Change the settings', (transaction) => {
      transaction.setName(name.trim())
      transaction.setDescription(description.trim() === '' ? undefined : description.trim())
      for (const [key, value] of Object.entries(settings)) transaction.setSetting(key, value)
    })
    if (isActive !== before.server.is_active) {
      const { id } = before.server
      const saved = await change.mutateAsync({
        id,
        change: (workflow) => ({ ...workflow, is_active: isActive }),
      })
      document.acknowledge({
        is_active: saved.is_active,
        version: saved.version,
        updated_at: saved.updated_at,
      })
    }
    onClose()
  }

  return (
    <FormDialog
      title="Workflow settings"
      onClose={onClose}
      onSubmit={submit}
      action="Apply"
      task={change}
      isIncomplete={name.trim() === ''}
    >
      <TextField autoFocus label="Name" value={name} onChange={({ target }) => setName(target.value)} />
      <TextField
        label="Description"
        multiline
        minRows={2}
        maxRows={8}
        value={description}
        onChange={({ target }) => setDescription(target.value)}
      />
      <Autocomplete
        multiple
        freeSolo
        size="small"
        options={[] as string[]}
        value={settings.tags ?? []}
        onChange={(_, tags) => set('tags', tags.length === 0 ? undefined : tags)}
        renderInput={(params) => <TextField {...params} label="Tags" placeholder="Add a tag, then Enter" />}
      />
      <FormControlLabel
        control={<Switch checked={isActive} onChange={(_, checked) => setActive(checked)} />}
        label="Active: its triggers start runs"
      />
      <fieldset className={styles['limits']}>
        <legend>Limits of a run</legend>
        <NumberField
          label="Time (s)"
          help="Longer runs are failed"
          value={settings.timeout_ms}
          scale={1000}
          onChange={(value) => set('timeout_ms', value)}
        />
        <NumberField
          label="Nodes at once"
          help="Further ones wait"
          value={settings.max_parallel_nodes}
          onChange={(value) => set('max_parallel_nodes', value)}
        />
        <NumberField
          label="Runs at once"
          help="Further ones wait"
          value={settings.max_concurrent_runs}
          onChange={(value) => set('max_concurrent_runs', value)}
        />
        <NumberField
          label="Node executions"
          help="More fail the run"
          value={settings.max_node_executions}
          onChange={(value) => set('max_node_executions', value)}
        />
      </fieldset>
    </FormDialog>
  )
}

interface NumberFieldProps {
  label: string
  help: string
  value: number | undefined
  /** What one of the unit shown is in the document. */
  scale?: number
  onChange(value: number | undefined): void
}

const NumberField = ({ label, help, value, scale = 1, onChange }: NumberFieldProps) => (
  <TextField
    type="number"
    label={label}
    helperText={help}
    placeholder="no limit"
    value={value === undefined ? '' : value / scale}
    slotProps={{ htmlInput: { min: 1, step: 1 }, inputLabel: { shrink: true } }}
    onChange={({ target }) => {
      const number = Number(target.value)
      onChange(target.value === '' || number <= 0 ? undefined : Math.round(number * scale))
    }}
  />
)
