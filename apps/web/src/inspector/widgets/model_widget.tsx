import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useModels } from '../../api/queries.ts'
import type { WidgetProps } from './widget_props.ts'

/** The models that the server has found; any other name can be typed. */
export const ModelWidget = ({ field, value, onChange, id, describedBy, isInvalid }: WidgetProps) => {
  const { data, isLoading } = useModels()
  const models = data?.items ?? []
  const nameOf = (model: string) => models.find((one) => one.id === model)?.name ?? model
  return (
    <Autocomplete
      id={id}
      freeSolo
      autoHighlight={false}
      size="small"
      loading={isLoading}
      options={models.map((model) => model.id)}
      groupBy={(model) => models.find((one) => one.id === model)?.provider ?? ''}
      inputValue={typeof value === 'string' ? value : ''}
      value={typeof value === 'string' ? value : ''}
      onInputChange={(_, text) => onChange(text === '' ? undefined : text)}
      renderOption={({ key, ...props }, model) => (
        <li key={key} {...props}>
          {nameOf(model)}
        </li>
      )}
      renderInput={(params) => (
        <TextField
          {...params}
          placeholder={typeof field.default === 'string' ? field.default : 'Choose a model'}
          error={isInvalid}
          aria-describedby={describedBy}
        />
      )}
    />
  )
}
