import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { isTimeZone, timeZones } from './time_zones.ts'
import type { WidgetProps } from './widget_props.ts'

/** A time zone by its IANA name, out of those that the browser knows. */
export const TimezoneWidget = ({ value, onChange, id, describedBy, isInvalid }: WidgetProps) => {
  const text = typeof value === 'string' ? value : ''
  const isUnknown = text !== '' && !text.includes('{{') && !isTimeZone(text)
  return (
    <Autocomplete
      id={id}
      freeSolo
      size="small"
      options={timeZones()}
      inputValue={text}
      value={text}
      onInputChange={(_, typed) => onChange(typed === '' ? undefined : typed)}
      renderInput={(params) => (
        <TextField
          {...params}
          placeholder="The server’s own"
          error={isInvalid || isUnknown}
          aria-describedby={describedBy}
        />
      )}
    />
  )
}
