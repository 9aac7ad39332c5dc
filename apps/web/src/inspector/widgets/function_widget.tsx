import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useFunctions } from '../../api/function_queries.ts'
import type { WidgetProps } from './widget_props.ts'

/** The functions of the workspace; one that is still to be written can be named. */
export const FunctionWidget = ({ value, onChange, id, describedBy, isInvalid }: WidgetProps) => {
  const { data, isLoading } = useFunctions()
  const functions = data?.items ?? []
  const text = typeof value === 'string' ? value : ''
  return (
    <Autocomplete
      id={id}
      freeSolo
      autoHighlight={false}
      size="small"
      loading={isLoading}
      options={functions.map(({ name }) => name)}
      inputValue={text}
      value={text}
      onInputChange={(_, name) => onChange(name === '' ? undefined : name)}
      renderOption={({ key, ...props }, name) => (
        <li key={key} {...props}>
          <span>
            {name}
            <br />
            <small>{functions.find((each) => each.name === name)?.description}</small>
          </span>
        </li>
      )}
      renderInput={(params) => (
        <TextField
          {...params}
          placeholder={
            functions.length > 0 ? 'Choose a function' : 'Functions are made on the Functions page'
          }
          error={isInvalid}
          aria-describedby={describedBy}
        />
      )}
    />
  )
}
