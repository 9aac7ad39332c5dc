import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { Plus, Trash2 } from 'lucide-react'
import { IconAction } from '../../ui/icon_action.tsx'
import { ToolNameField, type ToolNames } from './tool_name_field.tsx'
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
  const server = textOf(tool['server'])
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
        <ToolNameField label="MCP server" from="mcp_server" value={server} onChange={text('server')} />
      ) : null}
      <ToolNameField
        label={labels[kind] ?? 'Name'}
        from={sources[kind]}
        server={server}
        value={textOf(tool['name'])}
        onChange={text('name')}
      />
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

const sources: Readonly<Record<string, ToolNames>> = {
  function: 'function',
  workflow: 'workflow',
  mcp: 'mcp_tool',
  retrieval: 'collection',
}

const withField = (tool: JsonObject, name: string, value: JsonValue | undefined): JsonObject => {
  const { [name]: _, ...others } = tool
  return value === undefined ? others : { ...others, [name]: value }
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

const objectOf = (value: JsonValue): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
