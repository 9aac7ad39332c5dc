import type { ModelSummary } from '@llamanexus/contract'
import Autocomplete from '@mui/material/Autocomplete'
import TextField from '@mui/material/TextField'
import { useModels } from '../api/queries.ts'
import { formatDollars } from './format.ts'
import styles from './model_picker.module.css'

interface ModelPickerProps {
  id?: string
  label?: string
  value: string
  /** Gets `''` for none. */
  onChange(model: string): void
  placeholder?: string
  describedBy?: string
  isInvalid?: boolean
}

/** The models that providers have right now, by provider; any other name can be typed. */
export const ModelPicker = ({
  id,
  label,
  value,
  onChange,
  placeholder,
  describedBy,
  isInvalid,
}: ModelPickerProps) => {
  const { data, isLoading, isError } = useModels()
  const models = new Map((data?.items ?? []).map((model) => [model.id, model]))
  const standard = data?.default_model
  return (
    <Autocomplete
      {...(id === undefined ? {} : { id })}
      freeSolo
      autoHighlight={false}
      size="small"
      loading={isLoading}
      options={[...models.keys()]}
      groupBy={(option) => models.get(option)?.provider ?? ''}
      inputValue={value}
      value={value}
      onInputChange={(_, text, reason) => {
        // The field is set from outside too; only what a person does is a change.
        if (reason !== 'reset' || text !== value) onChange(text)
      }}
      renderOption={({ key, ...props }, option) => (
        <li key={key} {...props}>
          <ModelOption model={models.get(option)} id={option} />
        </li>
      )}
      renderInput={(params) => (
        <TextField
          {...params}
          {...(label === undefined ? {} : { label })}
          placeholder={placeholder ?? (standard ? `Default: ${standard}` : 'Choose a model')}
          error={isInvalid ?? false}
          helperText={isError ? 'The list of models could not be read; a name can be typed.' : undefined}
          aria-describedby={describedBy}
        />
      )}
    />
  )
}

const ModelOption = ({ model, id }: { model: ModelSummary | undefined; id: string }) => (
  <span className={styles['option']}>
    <span className={styles['name']}>{model?.name ?? id}</span>
    <span className={styles['facts']}>{model ? factsOf(model) : ''}</span>
  </span>
)

/** `128K, $2.50 in, $10.00 out`, as far as it is known. */
const factsOf = ({ context_length: length, price }: ModelSummary): string =>
  [
    length === undefined ? undefined : contextText(length),
    price && price.input + price.output > 0
      ? `${formatDollars(price.input)} in, ${formatDollars(price.output)} out`
      : undefined,
  ]
    .filter((fact) => fact !== undefined)
    .join(', ')

export const contextText = (tokens: number): string =>
  tokens >= 1_000_000
    ? `${Number((tokens / 1_000_000).toFixed(1))}M`
    : tokens >= 1000
      ? `${Math.round(tokens / 1000)}K`
      : String(tokens)
