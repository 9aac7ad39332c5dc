import type { JsonValue } from '@llamanexus/workflow'
import { hasExpression } from '@llamanexus/workflow'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { Equal, Type } from 'lucide-react'
import { useId, useState } from 'react'
import { InlineMarkdown } from '../ui/markdown.tsx'
import { useReadOnly } from '../ui/read_only.ts'
import { pathDragType } from '../ui/value_tree.tsx'
import { ConnectedSource } from './connected_source.tsx'
import { ExpressionEditor } from './expression_editor.tsx'
import type { ShownFinding } from './field_findings.ts'
import { FindingLine } from './finding_line.tsx'
import type { FormField } from './form_field.ts'
import styles from './inspector.module.css'
import { useInspectorScope } from './scope_context.tsx'
import { SecretNudge } from './secret_nudge.tsx'
import { Widget } from './widgets/widget.tsx'
import type { NodeFields } from './widgets/widget_props.ts'

interface FieldRowProps {
  field: FormField
  value: JsonValue | undefined
  onChange(value: JsonValue | undefined): void
  /** About this field. */
  findings: readonly ShownFinding[]
  /** The other fields of the same object. */
  siblings?: Readonly<Record<string, JsonValue>>
  node?: NodeFields
}

/** One field of a form: its name, what it is set to, what that gives, and what is wrong with it. */
export const FieldRow = ({ field, value, onChange, findings, siblings, node }: FieldRowProps) => {
  const id = useId()
  const { onEnterField } = useInspectorScope()
  const isReadOnly = useReadOnly()
  const [wish, setWish] = useState<'fixed' | 'expression'>()
  const holds = typeof value === 'string' && hasExpression(value)
  const canSwitch = field.expression === 'template' && !keepsOwnExpressions.has(field.widget)
  const mode =
    field.expression === 'bare'
      ? 'expression'
      : canSwitch
        ? (wish ?? (holds ? 'expression' : 'fixed'))
        : 'fixed'
  const isConnected = field.sources.length > 0
  const isInvalid = findings.some((finding) => finding.severity === 'error')

  const insert = (path: string) => {
    if (field.expression === 'none' || isConnected || keepsOwnExpressions.has(field.widget)) return
    const before = typeof value === 'string' ? value : ''
    const isText = field.widget === 'text' || field.widget === 'textarea'
    if (field.expression === 'bare') return onChange(before === '' ? path : `${before} ${path}`)
    setWish('expression')
    onChange(isText && before !== '' ? `${before}{{ ${path} }}` : `{{ ${path} }}`)
  }

  return (
    <div
      className={styles['field']}
      data-pointer={field.pointer}
      onFocusCapture={() => onEnterField(insert)}
      onDragOver={(event) => event.dataTransfer.types.includes(pathDragType) && event.preventDefault()}
      onDropCapture={(event) => {
        const path = event.dataTransfer.getData(pathDragType)
        if (path === '') return
        event.preventDefault()
        event.stopPropagation()
        insert(path)
      }}
    >
      <div className={styles['field-head']}>
        <label htmlFor={id} id={`${id}-label`} className={styles['field-title']}>
          {field.title}
          {field.is_required && !isConnected ? <span className={styles['required']}> required</span> : null}
        </label>
        {canSwitch && !isConnected ? (
          <ModeSwitch
            title={field.title}
            mode={mode}
            onChange={(next) => {
              setWish(next)
              if (next === 'fixed' && holds && field.widget !== 'text' && field.widget !== 'textarea')
                onChange(undefined)
            }}
          />
        ) : null}
      </div>
      {isConnected ? (
        <ConnectedSource sources={field.sources} />
      ) : mode === 'expression' ? (
        <ExpressionEditor
          label={field.title}
          value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
          kind={field.expression === 'bare' ? 'bare' : 'template'}
          locals={field.locals}
          isMultiline={field.widget === 'textarea'}
          isInvalid={isInvalid}
          placeholder={exampleOf(field)}
          onChange={(text) => onChange(text === '' ? undefined : text)}
        />
      ) : (
        <Widget
          field={field}
          value={value}
          onChange={onChange}
          id={id}
          describedBy={`${id}-help`}
          isInvalid={isInvalid}
          {...(siblings ? { siblings } : {})}
          {...(node ? { node } : {})}
        />
      )}
      {field.is_secret && !isConnected && !isReadOnly ? (
        <SecretNudge field={field} value={value} onChange={onChange} />
      ) : null}
      <div id={`${id}-help`} className={styles['help']}>
        {findings.map((finding) => (
          <FindingLine key={finding.code + finding.pointer} finding={finding} />
        ))}
        {field.description ? (
          <p>
            <InlineMarkdown text={field.description} />
          </p>
        ) : null}
      </div>
    </div>
  )
}

/** Each row of these is a field for an expression already, or none makes sense. */
const keepsOwnExpressions: ReadonlySet<string> = new Set([
  'fields',
  'cases',
  'group',
  'credential',
  'graphql',
])

interface ModeSwitchProps {
  title: string
  mode: 'fixed' | 'expression'
  onChange(mode: 'fixed' | 'expression'): void
}

const ModeSwitch = ({ title, mode, onChange }: ModeSwitchProps) => (
  <ToggleButtonGroup
    exclusive
    size="small"
    value={mode}
    className={styles['mode']}
    aria-label={`How ${title} is given`}
    onChange={(_, next: 'fixed' | 'expression' | null) => next && onChange(next)}
  >
    <ToggleButton value="fixed" aria-label="Fixed value" title="Fixed value">
      <Type size={12} aria-hidden />
    </ToggleButton>
    <ToggleButton value="expression" aria-label="Expression" title="Expression">
      <Equal size={12} aria-hidden />
    </ToggleButton>
  </ToggleButtonGroup>
)

const exampleOf = ({ schema, expression }: FormField): string => {
  const [example] = Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : []
  if (typeof example === 'string') return `e.g. ${example}`
  return expression === 'bare' ? 'e.g. input.total > 100' : 'e.g. {{ trigger.name }}'
}
