import Button from '@mui/material/Button'
import { Choice } from '../../ui/choice.tsx'
import { executionStatuses } from '../../ui/execution_statuses.ts'
import { sourceText } from '../../ui/source_text.ts'
import { statusText } from '../../ui/status_mark.tsx'
import styles from './executions_page.module.css'
import { type RunFilter, since } from './run_filter.ts'
import { WorkflowChoice } from './workflow_choice.tsx'

interface RunFiltersProps {
  filter: RunFilter
  onChange(filter: RunFilter): void
}

/** Which runs are listed: of which workflow, in which state, started by what and when. */
export const RunFilters = ({ filter, onChange }: RunFiltersProps) => {
  const set = (key: keyof RunFilter) => (value: string) => {
    const { [key]: _, ...others } = filter
    onChange(value === '' ? others : { ...others, [key]: value })
  }
  return (
    <div className={styles['filters']} role="group" aria-label="Which runs are listed">
      <WorkflowChoice value={filter.workflow} onChange={set('workflow')} />
      <Choice
        label="State"
        all="Any state"
        value={filter.status}
        options={executionStatuses.map((one) => [one, statusText(one)])}
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

const sources = ['manual', 'webhook', 'retry', 'example'] as const
