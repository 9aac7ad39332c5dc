import { optionLabel, optionsOf } from '@llamanexus/workflow'
import MenuItem from '@mui/material/MenuItem'
import Select from '@mui/material/Select'
import { useReadOnly } from '../../ui/read_only.ts'
import type { WidgetProps } from './widget_props.ts'

/** One of the choices of the schema. A value that is none of them stays, and is shown as it is. */
export const SelectWidget = ({ field, value, onChange, id, describedBy, isInvalid }: WidgetProps) => {
  const options = optionsOf(field.schema)
  const shown = value ?? field.default ?? ''
  const isKnown = shown === '' || options.some((option) => option === shown)
  return (
    <Select
      fullWidth
      size="small"
      disabled={useReadOnly()}
      labelId={`${id}-label`}
      value={typeof shown === 'string' || typeof shown === 'number' ? shown : ''}
      error={isInvalid}
      displayEmpty
      inputProps={{ id, 'aria-describedby': describedBy }}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
    >
      {field.is_required || field.default !== undefined ? null : <MenuItem value="">Not set</MenuItem>}
      {options.map((option) => (
        <MenuItem key={option} value={option}>
          {optionLabel(field.schema, option)}
        </MenuItem>
      ))}
      {isKnown ? null : <MenuItem value={String(shown)}>{String(shown)}</MenuItem>}
    </Select>
  )
}
