import type { JsonValue } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import NativeSelect from '@mui/material/NativeSelect'
import OutlinedInput from '@mui/material/OutlinedInput'
import { Plus, Trash2, Variable } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useDocument, useEdit } from '../document/editor_context.tsx'
import { EmptyState } from '../ui/empty_state.tsx'
import { plural } from '../ui/format.ts'
import { IconAction } from '../ui/icon_action.tsx'
import { ReadOnlyFrame } from './read_only_frame.tsx'
import { convertVariable, kindOfVariable, type VariableKind, variableUses } from './variable_uses.ts'
import styles from './variables_panel.module.css'

/** The workflow's variables: names and values that every expression can read as `variables.<name>`. */
export const VariablesPanel = () => {
  const variables = useDocument((state) => state.variables)
  const nodes = useDocument((state) => state.nodes)
  const uses = useMemo(() => variableUses(Object.values(nodes)), [nodes])
  const edit = useEdit()
  const names = Object.keys(variables)
  const add = () => edit('Add a variable', (transaction) => transaction.setVariable(freshName(names), ''))
  return (
    <section className={styles['panel']} aria-label="Variables">
      <header className={styles['head']}>
        <h2>Variables</h2>
        <Button startIcon={<Plus size={14} aria-hidden />} onClick={add}>
          Add
        </Button>
      </header>
      {names.length === 0 ? (
        <EmptyState icon={Variable} title="No variables">
          Values that several nodes share: an address, a limit, a prompt. Expressions read them as{' '}
          <code>variables.name</code>.
        </EmptyState>
      ) : (
        <ReadOnlyFrame>
          <ul className={styles['list']}>
            {names.map((name) => (
              <li key={name}>
                <VariableRow
                  name={name}
                  value={variables[name] ?? null}
                  names={names}
                  uses={uses.get(name) ?? 0}
                />
              </li>
            ))}
          </ul>
        </ReadOnlyFrame>
      )}
    </section>
  )
}

interface VariableRowProps {
  name: string
  value: JsonValue
  names: readonly string[]
  /** In how many places it is read. */
  uses: number
}

const VariableRow = ({ name, value, names, uses }: VariableRowProps) => {
  const edit = useEdit()
  const set = (next: JsonValue) =>
    edit(`Change ${name}`, (transaction) => transaction.setVariable(name, next), {
      merge: `variable/${name}`,
    })
  const rename = (next: string) =>
    edit(`Rename ${name}`, (transaction) => {
      transaction.setVariable(name, undefined)
      transaction.setVariable(next, value)
    })
  return (
    <div className={styles['row']} role="group" aria-label={`Variable ${name}`}>
      <div className={styles['line']}>
        <NameField name={name} names={names} onRename={rename} />
        <NativeSelect
          value={kindOfVariable(value)}
          inputProps={{ 'aria-label': `Type of ${name}` }}
          onChange={({ target }) => set(convertVariable(value, target.value as VariableKind))}
        >
          <option value="string">text</option>
          <option value="number">number</option>
          <option value="boolean">true/false</option>
          <option value="json">JSON</option>
        </NativeSelect>
        <IconAction
          label={`Remove ${name}`}
          icon={Trash2}
          onClick={() => edit(`Remove ${name}`, (transaction) => transaction.setVariable(name, undefined))}
        />
      </div>
      <ValueField name={name} value={value} onChange={set} />
      <p className={styles['uses']}>{uses === 0 ? 'Not used' : `Used in ${plural(uses, 'place')}`}</p>
    </div>
  )
}

interface NameFieldProps {
  name: string
  names: readonly string[]
  onRename(name: string): void
}

/** Takes a name over when it is left, so that no half-typed name is ever a variable. */
const NameField = ({ name, names, onRename }: NameFieldProps) => {
  const [draft, setDraft] = useState<string>()
  const text = draft ?? name
  const isTaken = text !== name && names.includes(text)
  const isValid = /^[A-Za-z_$][\w$]*$/.test(text) && !isTaken
  return (
    <OutlinedInput
      size="small"
      fullWidth
      value={text}
      error={!isValid}
      title={
        isTaken ? 'There is one with this name' : isValid ? undefined : 'A letter, then letters, digits or _'
      }
      inputProps={{ 'aria-label': 'Name', spellCheck: false }}
      onChange={({ target }) => setDraft(target.value)}
      onKeyDown={(event) => event.key === 'Enter' && (event.target as HTMLElement).blur()}
      onBlur={() => {
        if (isValid && text !== name) onRename(text)
        setDraft(undefined)
      }}
    />
  )
}

interface ValueFieldProps {
  name: string
  value: JsonValue
  onChange(value: JsonValue): void
}

const ValueField = ({ name, value, onChange }: ValueFieldProps) => {
  const [draft, setDraft] = useState<string>()
  const kind = kindOfVariable(value)
  const label = `Value of ${name}`
  if (kind === 'boolean') {
    return (
      <NativeSelect
        value={String(value)}
        inputProps={{ 'aria-label': label }}
        onChange={({ target }) => onChange(target.value === 'true')}
      >
        <option value="true">true</option>
        <option value="false">false</option>
      </NativeSelect>
    )
  }
  const text = draft ?? (kind === 'json' ? JSON.stringify(value, null, 2) : String(value))
  return (
    <OutlinedInput
      size="small"
      fullWidth
      type={kind === 'number' ? 'number' : 'text'}
      multiline={kind === 'string' || kind === 'json'}
      maxRows={8}
      value={text}
      error={kind === 'json' && parse(text) === undefined}
      inputProps={{ 'aria-label': label, spellCheck: false }}
      onBlur={() => setDraft(undefined)}
      onChange={({ target }) => {
        setDraft(target.value)
        if (kind === 'string') onChange(target.value)
        else {
          const next = kind === 'number' ? Number(target.value) : parse(target.value)
          if (next !== undefined && target.value !== '') onChange(next)
        }
      }}
    />
  )
}

const parse = (text: string): JsonValue | undefined => {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

const freshName = (names: readonly string[]): string => {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? 'variable' : `variable_${count}`
    if (!names.includes(name)) return name
  }
}
