import { ApiError, type FunctionDraft, type WorkspaceFunction } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { Save, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useSaveFunction } from '../../api/function_queries.ts'
import { codeCompletions } from '../../ui/code_completions.ts'
import { CodeEditor } from '../../ui/code_editor.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import { DeleteFunctionDialog } from './delete_function_dialog.tsx'
import styles from './functions_page.module.css'
import { TryFunction } from './try_function.tsx'
import { UnsavedNote } from './unsaved_note.tsx'
import { useFunctionDraft } from './use_function_draft.ts'

/** One function to edit; what is written here is tried as it stands, and kept in this browser until it is saved. */
export const FunctionEditor = ({ saved }: { saved: WorkspaceFunction }) => {
  const { name, version } = saved
  const [, navigate] = useLocation()
  const save = useSaveFunction()
  const [isDeleting, setDeleting] = useState(false)
  const written = useFunctionDraft(saved)
  const { draft, parameters, schema, whole, isChanged, change } = written
  const keep = async (over: number) => {
    if (!whole) return
    const made = await save.mutateAsync({ name, version: over, draft: whole })
    written.settle(made)
    if (made.name !== name) navigate(`/functions/${made.name}`, { replace: true })
  }
  const start = (over: number) => void keep(over).catch(() => undefined)
  return (
    <section className={styles['editor']} aria-label={`Function ${name}`}>
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
        <IconAction label="Delete the function" icon={Trash2} onClick={() => setDeleting(true)} />
        <Button
          variant="contained"
          startIcon={<Save size={16} />}
          disabled={!isChanged || !whole || save.isPending}
          onClick={() => start(written.base)}
        >
          {isChanged ? 'Save' : 'Saved'}
        </Button>
      </div>
      {/* Of another version that was saved, the note below says what can be done. */}
      {save.error && !(isStale(save.error) && written.staleBase !== undefined) && (
        <p role="alert" className={styles['error']}>
          {describeError(save.error)}
        </p>
      )}
      {isChanged ? (
        <UnsavedNote
          name={name}
          version={version}
          staleBase={written.staleBase}
          onDiscard={() => {
            save.reset()
            written.discard()
          }}
          onOverwrite={whole && !save.isPending ? () => start(version) : undefined}
        />
      ) : null}
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
        onChange={written.changeParameters}
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
      <TryFunction name={name} draft={whole} />
      {isDeleting ? (
        <DeleteFunctionDialog name={name} onDeleted={written.discard} onClose={() => setDeleting(false)} />
      ) : null}
    </section>
  )
}

const isStale = (error: unknown): boolean => error instanceof ApiError && error.problem.status === 412

const parametersOf = (schema: JsonObject | undefined): string[] => Object.keys(schema?.['properties'] ?? {})
