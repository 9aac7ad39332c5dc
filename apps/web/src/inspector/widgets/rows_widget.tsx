import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import NativeSelect from '@mui/material/NativeSelect'
import OutlinedInput from '@mui/material/OutlinedInput'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { IconAction } from '../../ui/icon_action.tsx'
import { ExpressionEditor } from '../expression_editor.tsx'
import type { WidgetProps } from './widget_props.ts'
import styles from './widgets.module.css'

interface Row {
  key: string
  value: JsonValue
}

/** Names with a value each: the cases of a switch, the fields of an object, headers. */
export const RowsWidget = ({ field, value, onChange }: WidgetProps) => {
  const outside = JSON.stringify(value ?? {})
  // A row without a name, or with one that exists already, lives only here until it gets its own.
  const [draft, setDraft] = useState<{ rows: Row[]; of: string }>()
  const rows = draft && draft.of === outside ? draft.rows : rowsOf(value)
  const change = (next: Row[]) => {
    const object = objectOf(next)
    setDraft({ rows: next, of: JSON.stringify(object) })
    if (JSON.stringify(object) !== outside) onChange(object)
  }
  const set = (at: number, row: Partial<Row>) =>
    change(rows.map((one, index) => (index === at ? { ...one, ...row } : one)))
  const { row, add } = wordsFor(field.widget)
  return (
    <div className={styles['rows']}>
      {rows.map(({ key, value: item }, at) => (
        // A row is known by its place: its name is being edited.
        <div className={styles['row']} key={at} role="group" aria-label={`${row} ${key || at + 1}`}>
          <div className={styles['row-head']}>
            <OutlinedInput
              size="small"
              fullWidth
              value={key}
              placeholder="Name"
              error={key !== '' && rows.some((other, index) => index !== at && other.key === key)}
              inputProps={{ 'aria-label': `Name of ${row.toLowerCase()} ${at + 1}` }}
              onChange={(event) => set(at, { key: event.target.value })}
            />
            {field.widget === 'fields' ? (
              <KindSelect value={item} onChange={(next) => set(at, { value: next })} />
            ) : null}
            <IconAction
              label={`Remove ${key || row.toLowerCase()}`}
              icon={Trash2}
              onClick={() => change(rows.filter((_, index) => index !== at))}
            />
          </div>
          <RowValue field={field} name={key} value={item} onChange={(next) => set(at, { value: next })} />
        </div>
      ))}
      <Button
        startIcon={<Plus size={14} aria-hidden />}
        onClick={() => change([...rows, { key: '', value: '' }])}
      >
        {add}
      </Button>
    </div>
  )
}

interface RowValueProps extends Pick<WidgetProps, 'field'> {
  name: string
  value: JsonValue
  onChange(value: JsonValue): void
}

const RowValue = ({ field, name, value, onChange }: RowValueProps) => {
  const label = `Value of ${name || 'this row'}`
  if (typeof value === 'boolean') {
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
  if (typeof value === 'string') {
    return (
      <ExpressionEditor
        label={label}
        value={value}
        kind={field.expression === 'bare_map' ? 'bare' : 'template'}
        locals={field.locals}
        placeholder={field.widget === 'cases' ? 'input.total > 100' : 'Text or {{ expression }}'}
        onChange={onChange}
      />
    )
  }
  return <JsonText label={label} value={value} onChange={onChange} />
}

const JsonText = ({
  label,
  value,
  onChange,
}: {
  label: string
  value: JsonValue
  onChange(value: JsonValue): void
}) => {
  const [draft, setDraft] = useState<string>()
  const isWrong = draft !== undefined && parse(draft) === undefined
  return (
    <OutlinedInput
      size="small"
      fullWidth
      multiline={typeof value === 'object' && value !== null}
      value={draft ?? JSON.stringify(value)}
      error={isWrong}
      inputProps={{ 'aria-label': label }}
      onChange={({ target }) => {
        const next = parse(target.value)
        setDraft(target.value)
        if (next !== undefined) onChange(next)
      }}
      onBlur={() => setDraft(undefined)}
    />
  )
}

const KindSelect = ({ value, onChange }: { value: JsonValue; onChange(value: JsonValue): void }) => (
  <NativeSelect
    value={kindOf(value)}
    inputProps={{ 'aria-label': 'Type of the value' }}
    onChange={({ target }) => onChange(convert(value, target.value))}
  >
    <option value="text">Text</option>
    <option value="number">Number</option>
    <option value="boolean">True or false</option>
    <option value="json">JSON</option>
  </NativeSelect>
)

const kindOf = (value: JsonValue): string => {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value
  return typeof value === 'string' ? 'text' : 'json'
}

const convert = (value: JsonValue, kind: string): JsonValue => {
  switch (kind) {
    case 'number':
      return Number(value) || 0
    case 'boolean':
      return value === true || value === 'true'
    case 'json':
      return (typeof value === 'string' ? parse(value) : value) ?? null
    default:
      return typeof value === 'string' ? value : JSON.stringify(value)
  }
}

const parse = (text: string): JsonValue | undefined => {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}

const rowsOf = (value: JsonValue | undefined): Row[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).map(([key, item]) => ({ key, value: item }))
    : []

/** A name that comes twice is marked in the form; its last row counts until it is changed. */
const objectOf = (rows: readonly Row[]): JsonObject =>
  Object.fromEntries(rows.filter(({ key }) => key !== '').map(({ key, value }) => [key, value]))

const wordsFor = (widget: string): { row: string; add: string } => {
  if (widget === 'cases') return { row: 'Case', add: 'Add a case' }
  if (widget === 'fields') return { row: 'Field', add: 'Add a field' }
  return { row: 'Entry', add: 'Add an entry' }
}
