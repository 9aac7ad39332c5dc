import OutlinedInput from '@mui/material/OutlinedInput'
import type { WidgetProps } from './widget_props.ts'

/** A number; empty means the default. */
export const NumberWidget = ({ field, value, onChange, id, describedBy, isInvalid }: WidgetProps) => {
  const { minimum, maximum, type } = field.schema
  return (
    <OutlinedInput
      id={id}
      fullWidth
      size="small"
      type="number"
      value={typeof value === 'number' ? value : ''}
      placeholder={placeholderOf(field)}
      error={isInvalid}
      inputProps={{
        min: minimum,
        max: maximum,
        step: type === 'integer' ? 1 : 'any',
        'aria-describedby': describedBy,
      }}
      onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
    />
  )
}

const placeholderOf = ({ default: standard, schema }: WidgetProps['field']): string => {
  if (standard !== undefined) return String(standard)
  const [example] = Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : []
  return typeof example === 'number' ? `e.g. ${example}` : ''
}
