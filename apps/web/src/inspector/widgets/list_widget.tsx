import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import type { WidgetProps } from './widget_props.ts'

/** A list of texts; `Enter` adds one. */
export const ListWidget = ({ field, value, onChange, id, describedBy, isInvalid }: WidgetProps) => (
  <Autocomplete
    id={id}
    multiple
    freeSolo
    size="small"
    options={[] as string[]}
    value={Array.isArray(value) ? value.map(String) : []}
    onChange={(_, items) => onChange(items.length === 0 ? undefined : items)}
    renderInput={(params) => (
      <TextField
        {...params}
        placeholder={`Add to ${field.title.toLowerCase()}`}
        error={isInvalid}
        aria-describedby={describedBy}
      />
    )}
  />
)
