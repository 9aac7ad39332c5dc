import type { FunctionDraft, WorkspaceFunction } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { Save, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useDeleteFunction, useSaveFunction } from '../../api/function_queries.ts'
import { codeCompletions } from '../../ui/code_completions.ts'
import { CodeEditor } from '../../ui/code_editor.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import styles from './functions_page.module.css'
import { objectIn } from './object_in.ts'
import { TryFunction } from './try_function.tsx'

/** One function to edit; what is written here is tried as it stands, and kept when it is saved. */
export const FunctionEditor = ({ saved }: { saved: WorkspaceFunction }) => {
  const [draft, setDraft] = useState<FunctionDraft>(() => draftOf(saved))
  const [parameters, setParameters] = useState(() => JSON.stringify(saved.parameters, null, 2))
  const [, navigate] = useLocation()
  const save = useSaveFunction()
  const remove = useDeleteFunction()
  const schema = objectIn(parameters)
  const whole: FunctionDraft | undefined = schema && { ...draft, parameters: schema }
  const isChanged = JSON.stringify(whole) !== JSON.stringify(draftOf(saved))
  const change = (part: Partial<FunctionDraft>) => setDraft((before) => ({ ...before, ...part }))
  const keep = async () => {
    if (!whole) return
    const { name, version } = saved
    const kept = await save.mutateAsync({ name, version, draft: whole })
    if (kept.name !== name) navigate(`/functions/${kept.name}`, { replace: true })
  }
  const discard = async () => {
    if (!window.confirm(`Delete the function ${saved.name}? Workflows that call it will fail.`)) return
    await remove.mutateAsync(saved.name)
    navigate('/functions')
  }
  const problem = save.error ?? remove.error
  return (
    <section className={styles['editor']} aria-label={`Function ${saved.name}`}>
      <div className={styles['row']}>
        <TextField
          label="Name"
          size="small"
          fullWidth={false}
          value={draft.name}
          error={!/^[A-Za-z_]\w{0,63}$/.test(draft.name)}
          helperText="Letters, digits and _"
          onChange={({ target }) => change({ name: target.value })}
        />
        <ToggleButtonGroup
          exclusive
          size="small"
          value={draft.language}
          aria-label="Language"
          onChange={(_, language: FunctionDraft['language'] | null) => language && change({ language })}
        >
          <ToggleButton value="javascript">JavaScript</ToggleButton>
          <ToggleButton value="python">Python</ToggleButton>
        </ToggleButtonGroup>
        <span className={styles['spacer']} />
        <IconAction
          label="Delete the function"
          icon={Trash2}
          onClick={() => void discard().catch(() => undefined)}
        />
        <Button
          variant="contained"
          startIcon={<Save size={16} />}
          disabled={!isChanged || !whole || save.isPending}
          onClick={() => void keep().catch(() => undefined)}
        >
          {isChanged ? 'Save' : 'Saved'}
        </Button>
      </div>
      {problem && (
        <p role="alert" className={styles['error']}>
          {describeError(problem)}
        </p>
      )}
      <TextField
        label="Description"
        size="small"
        fullWidth
        value={draft.description}
        helperText="Models read it to decide when to call the function."
        onChange={({ target }) => change({ description: target.value })}
      />
      <h2>Code</h2>
      <p className={styles['quiet']}>
        The body of a function: each parameter is a variable, <code>args</code> holds all of them, and what it
        returns is the result.
      </p>
      <CodeEditor
        label="Code"
        language={draft.language}
        isMultiline
        value={draft.code}
        completions={codeCompletions(draft.language, ['args', ...parametersOf(schema)])}
        onChange={(code) => change({ code })}
      />
      <h2>Parameters</h2>
      <p className={styles['quiet']}>
        JSON Schema of the arguments. They are checked before the code is started.
      </p>
      <CodeEditor
        label="Parameters"
        language="json"
        isMultiline
        isInvalid={!schema}
        value={parameters}
        onChange={setParameters}
      />
      {!schema && <p className={styles['error']}>This is not yet a JSON object.</p>}
      <TextField
        label="Time limit (ms)"
        size="small"
        type="number"
        value={draft.timeout_ms ?? ''}
        placeholder="10000"
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { min: 1, max: 300_000 } }}
        onChange={({ target }) =>
          change({ timeout_ms: target.value === '' ? undefined : Number(target.value) })
        }
      />
      <TryFunction name={saved.name} draft={whole} />
    </section>
  )
}

const parametersOf = (schema: JsonObject | undefined): string[] => Object.keys(schema?.['properties'] ?? {})

const draftOf = ({
  version: _v,
  created_at: _c,
  updated_at: _u,
  ...draft
}: WorkspaceFunction): FunctionDraft => {
  const { name, description, language, code, returns, timeout_ms, memory_mb, parameters } = draft
  return { name, description, language, code, returns, timeout_ms, memory_mb, parameters }
}
