import type { JsonObject, JsonValue, Workflow } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import { Import } from 'lucide-react'
import { useWorkflow } from '../../api/queries.ts'
import { JsonWidget } from './json_widget.tsx'
import type { WidgetProps } from './widget_props.ts'
import styles from './widgets.module.css'

/** What the workflow beside it takes, as a schema: read out of the sample of its manual trigger, or written. */
export const WorkflowInputsWidget = (props: WidgetProps) => {
  const chosen = props.siblings?.['workflow_id']
  const { data } = useWorkflow(typeof chosen === 'string' && chosen !== '' ? chosen : undefined)
  const schema = data && schemaOf(data)
  return (
    <div className={styles['rows']}>
      {schema ? (
        <Button
          size="small"
          startIcon={<Import size={14} aria-hidden />}
          disabled={JSON.stringify(schema) === JSON.stringify(props.value)}
          onClick={() => props.onChange(schema)}
        >
          Take the inputs of {data.name}
        </Button>
      ) : null}
      <JsonWidget {...props} />
    </div>
  )
}

/** A property for each field of the sample; undefined where there is none to go by. */
const schemaOf = ({ nodes }: Workflow): JsonObject | undefined => {
  const sample = nodes.find(({ type }) => type === 'manual_trigger')?.config['sample']
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) return undefined
  const properties = Object.entries(sample).map(([name, value]) => [name, typeOf(value)] as const)
  return { type: 'object', properties: Object.fromEntries(properties) }
}

const typeOf = (value: JsonValue): JsonObject => {
  if (value === null) return {}
  return { type: Array.isArray(value) ? 'array' : typeof value }
}
