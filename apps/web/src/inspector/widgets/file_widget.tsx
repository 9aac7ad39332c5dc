import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useFileChoices } from '../../api/files.ts'
import type { WidgetProps } from './widget_props.ts'

/** The files of the workspace; anything else can be typed, such as an address or a folder. */
export const FileWidget = ({ field, value, onChange, id, describedBy, isInvalid }: WidgetProps) => {
  const [isOpen, setOpen] = useState(false)
  const text = typeof value === 'string' ? value : ''
  const { data, isLoading } = useFileChoices(isOpen && !text.includes('://') ? text.slice(0, 200) : '')
  return (
    <Autocomplete
      id={id}
      freeSolo
      autoHighlight={false}
      size="small"
      open={isOpen}
      onOpen={() => setOpen(true)}
      onClose={() => setOpen(false)}
      loading={isLoading}
      options={(data?.items ?? []).map(({ path }) => path)}
      inputValue={text}
      value={text}
      onInputChange={(_, typed) => onChange(typed === '' ? undefined : typed)}
      renderInput={(params) => (
        <TextField
          {...params}
          placeholder={typeof field.default === 'string' ? field.default : 'Choose a file, or type'}
          error={isInvalid}
          aria-describedby={describedBy}
        />
      )}
    />
  )
}
