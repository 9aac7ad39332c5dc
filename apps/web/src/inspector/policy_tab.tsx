import type { JsonValue, NodePolicy, NodeTypeInfo, WorkflowNode } from '@llamanexus/workflow'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import { useEdit } from '../document/editor_context.tsx'
import { useReadOnly } from '../ui/read_only.ts'
import type { FormField } from './form_field.ts'
import styles from './inspector.module.css'
import { DurationWidget } from './widgets/duration_widget.tsx'
import { NumberWidget } from './widgets/number_widget.tsx'

interface PolicyTabProps {
  node: WorkflowNode
  info: NodeTypeInfo | undefined
}

/** How a node is run, whatever it does: its time limit, its further tries, and what happens when it fails. */
export const PolicyTab = ({ node, info }: PolicyTabProps) => {
  const edit = useEdit()
  const isReadOnly = useReadOnly()
  const policy = node.policy ?? {}
  const change = (next: NodePolicy) =>
    edit(
      'Change the policy',
      (transaction) => transaction.updateNode(node.id, (before) => withPolicy(before, next)),
      {
        merge: `${node.id}/policy`,
      },
    )
  const setRetry = (key: string) => (value: JsonValue | undefined) => {
    const retry = { max_retries: 0, ...policy.retry, [key]: value }
    change({ ...policy, retry: retry.max_retries > 0 ? retry : undefined })
  }
  const retries = policy.retry?.max_retries ?? 0
  return (
    <div className={styles['form']}>
      <FormControlLabel
        control={
          <Switch
            checked={policy.disabled ?? false}
            onChange={(_, disabled) => change({ ...policy, disabled: disabled || undefined })}
          />
        }
        label="Disabled: the node does nothing in a run"
      />
      <TextField
        select
        label="When it fails"
        disabled={isReadOnly}
        value={policy.on_error ?? 'fail'}
        helperText={
          (policy.on_error ?? 'fail') === 'fail' && node.parent !== undefined
            ? 'The round that it is in fails, and what it is inside of says what follows.'
            : errorHelp[policy.on_error ?? 'fail']
        }
        onChange={({ target }) =>
          change({
            ...policy,
            on_error: target.value === 'fail' ? undefined : (target.value as NodePolicy['on_error']),
          })
        }
      >
        <MenuItem value="fail">{node.parent === undefined ? 'Fail the run' : 'Fail the round'}</MenuItem>
        <MenuItem value="continue">Go on with empty outputs</MenuItem>
        <MenuItem value="branch">Take the error output</MenuItem>
      </TextField>
      <PolicyField
        field={fields.timeout_ms}
        help={
          info?.role === 'container'
            ? 'From its start to its end, with all that is waited for inside.'
            : "Counts for each try; what people take to answer does not count. Without one, only the run's own limit counts."
        }
      >
        {(field) => (
          <DurationWidget
            {...field}
            value={policy.timeout_ms}
            onChange={(value) =>
              change({ ...policy, timeout_ms: typeof value === 'number' ? value : undefined })
            }
          />
        )}
      </PolicyField>
      <PolicyField field={fields.max_retries} help={effectHelp(info)}>
        {(field) => (
          <NumberWidget {...field} value={policy.retry?.max_retries} onChange={setRetry('max_retries')} />
        )}
      </PolicyField>
      {retries > 0 ? (
        <>
          <PolicyField field={fields.backoff_ms}>
            {(field) => (
              <DurationWidget {...field} value={policy.retry?.backoff_ms} onChange={setRetry('backoff_ms')} />
            )}
          </PolicyField>
          <PolicyField field={fields.factor}>
            {(field) => (
              <NumberWidget {...field} value={policy.retry?.factor} onChange={setRetry('factor')} />
            )}
          </PolicyField>
          <PolicyField field={fields.max_backoff_ms}>
            {(field) => (
              <DurationWidget
                {...field}
                value={policy.retry?.max_backoff_ms}
                onChange={setRetry('max_backoff_ms')}
              />
            )}
          </PolicyField>
        </>
      ) : null}
    </div>
  )
}

interface PolicyFieldProps {
  field: FormField
  help?: string
  children(given: { field: FormField; id: string; describedBy: string; isInvalid: boolean }): React.ReactNode
}

const PolicyField = ({ field, help, children }: PolicyFieldProps) => {
  const id = `policy-${field.name}`
  return (
    <div className={styles['field']}>
      <div className={styles['field-head']}>
        <label htmlFor={id} className={styles['field-title']}>
          {field.title}
        </label>
      </div>
      {children({ field, id, describedBy: `${id}-help`, isInvalid: false })}
      <div id={`${id}-help`} className={styles['help']}>
        {help ? <p>{help}</p> : null}
      </div>
    </div>
  )
}

const policyField = (name: string, title: string, schema: FormField['schema']): FormField => ({
  pointer: `/policy/${name}`,
  name,
  title,
  schema,
  widget: 'number',
  is_required: false,
  expression: 'none',
  locals: [],
  is_secret: false,
  sources: [],
  children: [],
  ...(typeof schema['default'] === 'number' ? { default: schema['default'] } : {}),
})

const fields = {
  timeout_ms: policyField('timeout_ms', 'Time limit', { minimum: 1 }),
  max_retries: policyField('max_retries', 'Further tries after a failure', {
    type: 'integer',
    minimum: 0,
    maximum: 100,
    default: 0,
  }),
  backoff_ms: policyField('backoff_ms', 'Wait before the first of them', { minimum: 0, default: 1000 }),
  factor: policyField('factor', 'Each wait is the one before times', { minimum: 1, default: 2 }),
  max_backoff_ms: policyField('max_backoff_ms', 'Longest wait', { minimum: 0, default: 60_000 }),
}

const errorHelp: Record<NonNullable<NodePolicy['on_error']>, string> = {
  fail: 'The run ends as failed.',
  continue: 'The outputs are null and the flow goes on.',
  branch: 'The outputs are dead, and the output "error" says what went wrong.',
}

const effectHelp = (info: NodeTypeInfo | undefined): string =>
  info?.effect === 'unsafe'
    ? 'Each try may act on the outside world again.'
    : 'Each wait grows from the one before, up to the longest.'

/** What is not set is not kept, so that documents stay small. */
const withPolicy = (node: WorkflowNode, policy: NodePolicy): WorkflowNode => {
  const kept = Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined))
  const { policy: _, ...rest } = node
  return Object.keys(kept).length > 0 ? { ...rest, policy: kept } : rest
}
