import OutlinedInput from '@mui/material/OutlinedInput'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { IconAction } from '../../ui/icon_action.tsx'
import type { WidgetProps } from './widget_props.ts'

/** Plain text, on one line or several; a secret is masked until it is asked for. */
export const TextWidget = ({ field, value, onChange, id, describedBy, isInvalid }: WidgetProps) => {
  const [isShown, setShown] = useState(false)
  const isMasked = field.is_secret && !isShown
  return (
    <OutlinedInput
      id={id}
      fullWidth
      size="small"
      multiline={field.widget === 'textarea' && !field.is_secret}
      minRows={field.widget === 'textarea' ? 3 : 1}
      maxRows={14}
      type={isMasked ? 'password' : 'text'}
      autoComplete="off"
      value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
      placeholder={placeholderOf(field)}
      error={isInvalid}
      inputProps={{ 'aria-describedby': describedBy, spellCheck: field.widget === 'textarea' }}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      endAdornment={
        field.is_secret ? (
          <IconAction
            label={isShown ? 'Hide' : 'Show'}
            icon={isShown ? EyeOff : Eye}
            onClick={() => setShown(!isShown)}
          />
        ) : undefined
      }
    />
  )
}

const placeholderOf = ({ default: standard, schema }: WidgetProps['field']): string => {
  if (typeof standard === 'string' && standard !== '') return standard
  const [example] = Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : []
  return typeof example === 'string' ? `e.g. ${example}` : ''
}
