import type { ExecutionStatus, WorkflowSummary } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { sourceText } from '../../ui/source_text.ts'
import { statusText } from '../../ui/status_mark.tsx'
import styles from './executions_page.module.css'
import { type RunFilter, since } from './run_filter.ts'

interface RunFiltersProps {
  filter: RunFilter
  workflows: readonly WorkflowSummary[]
  onChange(filter: RunFilter): void
}

/** Which runs are listed: of which workflow, in which state, started by what and when. */
export const RunFilters = ({ filter, workflows, onChange }: RunFiltersProps) => {
  const set = (key: keyof RunFilter) => (value: string) => {
    const { [key]: _, ...others } = filter
    onChange(value === '' ? others : { ...others, [key]: value })
  }
  return (
    <div className={styles['filters']} role="group" aria-label="Which runs are listed">
      <Choice
        label="Workflow"
        all="All workflows"
        value={filter.workflow}
        options={workflows.map(({ id, name }) => [id, name])}
        onChange={set('workflow')}
      />
      <Choice
        label="State"
        all="Any state"
        value={filter.status}
        options={statuses.map((one) => [one, statusText(one)])}
        onChange={set('status')}
      />
      <Choice
        label="Trigger"
        all="Any trigger"
        value={filter.source}
        options={sources.map((one) => [one, sourceText(one)])}
        onChange={set('source')}
      />
      <Choice
        label="Time"
        all="Any time"
        value={filter.since}
        options={Object.entries(since).map(([key, { label }]) => [key, label])}
        onChange={set('since')}
      />
      {Object.keys(filter).length > 0 ? (
        <Button color="secondary" onClick={() => onChange({})}>
          Show all
        </Button>
      ) : null}
    </div>
  )
}

interface ChoiceProps {
  label: string
  /** What no choice is called. */
  all: string
  value: string | undefined
  options: readonly (readonly [value: string, text: string])[]
  onChange(value: string): void
}

const Choice = ({ label, all, value, options, onChange }: ChoiceProps) => (
  <TextField
    select
    label={label}
    value={options.some(([option]) => option === value) ? value : ''}
    slotProps={{
      select: { displayEmpty: true, MenuProps: { slotProps: { paper: { sx: { maxWidth: 400 } } } } },
      inputLabel: { shrink: true },
    }}
    onChange={({ target }) => onChange(target.value)}
  >
    <MenuItem value="">{all}</MenuItem>
    {options.map(([option, text]) => (
      <MenuItem key={option} value={option}>
        <span className={styles['option']}>{text}</span>
      </MenuItem>
    ))}
  </TextField>
)

const statuses: readonly ExecutionStatus[] = [
  'running',
  'completed',
  'failed',
  'cancelled',
  'paused',
  'pending',
]

const sources = ['manual', 'webhook', 'retry', 'example'] as const
