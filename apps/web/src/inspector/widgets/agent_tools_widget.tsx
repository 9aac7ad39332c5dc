import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import Autocomplete from '@mui/material/Autocomplete'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useApi } from '../../api/api_context.tsx'
import { IconAction } from '../../ui/icon_action.tsx'
import { isPicker, type Pick, pickerKinds } from './picker_kinds.ts'
import type { WidgetProps } from './widget_props.ts'
import styles from './widgets.module.css'

/** What an agent may call, one tool a row. What a row does not show, such as a description, stays as it is. */
export const AgentToolsWidget = ({ value, onChange, id, describedBy }: WidgetProps) => {
  const tools = Array.isArray(value) ? value.map(objectOf) : []
  const put = (next: JsonObject[]) => onChange(next.length === 0 ? undefined : next)
  const change = (at: number, tool: JsonObject) =>
    put(tools.map((each, index) => (index === at ? tool : each)))
  return (
    <div className={styles['rows']} id={id} role="group" aria-describedby={describedBy}>
      {tools.map((tool, at) => (
        // A tool has no id of its own, and rows are not moved.
        <ToolRow
          key={at}
          tool={tool}
          onChange={(next) => change(at, next)}
          onRemove={() => put(tools.filter((_, index) => index !== at))}
        />
      ))}
      <Button
        size="small"
        startIcon={<Plus size={14} aria-hidden />}
        onClick={() => put([...tools, { kind: 'function' }])}
      >
        Add a tool
      </Button>
    </div>
  )
}

interface ToolRowProps {
  tool: JsonObject
  onChange(tool: JsonObject): void
  onRemove(): void
}

const ToolRow = ({ tool, onChange, onRemove }: ToolRowProps) => {
  const kind = textOf(tool['kind'])
  const set = (name: string, value: JsonValue | undefined) => onChange(withField(tool, name, value))
  const text = (name: string) => (value: string) => set(name, value === '' ? undefined : value)
  return (
    <div className={styles['row']}>
      <div className={styles['row-head']}>
        <TextField
          select
          size="small"
          label="Kind"
          fullWidth
          value={kind}
          onChange={({ target }) => onChange({ kind: target.value })}
        >
          {kinds.map(([each, label]) => (
            <MenuItem key={each} value={each}>
              {label}
            </MenuItem>
          ))}
        </TextField>
        <IconAction label="Remove the tool" icon={Trash2} onClick={onRemove} />
      </div>
      {kind === 'mcp' ? (
        <TextField
          size="small"
          label="MCP server"
          value={textOf(tool['server'])}
          onChange={({ target }) => text('server')(target.value)}
        />
      ) : null}
      <NameField kind={kind} value={textOf(tool['name'])} onChange={text('name')} />
      <FormControlLabel
        label="Ask a person first"
        control={
          <Checkbox
            size="small"
            checked={tool['approval'] === 'always'}
            onChange={(_, isOn) => set('approval', isOn ? 'always' : undefined)}
          />
        }
      />
    </div>
  )
}

interface NameFieldProps {
  kind: string
  value: string
  onChange(value: string): void
}

/** Functions and workflows are picked from those that there are; other names are typed. */
const NameField = ({ kind, value, onChange }: NameFieldProps) => {
  const { call } = useApi()
  const { data: picks = [] } = useQuery({
    queryKey: ['picker', kind],
    queryFn: async ({ signal }): Promise<Pick[]> =>
      isPicker(kind) ? pickerKinds[kind].list(call, signal) : [],
    enabled: isPicker(kind),
    staleTime: 5000,
  })
  return (
    <Autocomplete
      freeSolo
      size="small"
      options={picks.map((pick) => pick.value)}
      getOptionLabel={(option) => picks.find((pick) => pick.value === option)?.label ?? option}
      value={value === '' ? null : value}
      onChange={(_, picked) => onChange(picked ?? '')}
      renderInput={(params) => (
        <TextField
          {...params}
          label={labels[kind] ?? 'Name'}
          onBlur={({ target }) => {
            const typed = target.value.trim()
            onChange(picks.find((pick) => pick.label === typed)?.value ?? typed)
          }}
        />
      )}
    />
  )
}

const kinds = [
  ['function', 'Function'],
  ['workflow', 'Workflow'],
  ['mcp', 'MCP tool'],
  ['retrieval', 'Search in a collection'],
] as const

const labels: Readonly<Record<string, string>> = {
  function: 'Function',
  workflow: 'Workflow',
  mcp: 'Tool (all of the server when empty)',
  retrieval: 'Collection',
}

const withField = (tool: JsonObject, name: string, value: JsonValue | undefined): JsonObject => {
  const { [name]: _, ...others } = tool
  return value === undefined ? others : { ...others, [name]: value }
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

const objectOf = (value: JsonValue): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
