import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useKeyCredentials } from '../../api/model_api.ts'

/** No key, one that is in the vault already by its id, or one that is pasted and goes there. */
export interface KeyChoice {
  mode: 'none' | 'kept' | 'new'
  value: string
}

interface KeyFieldProps {
  value: KeyChoice
  baseUrl: string
  onChange(choice: KeyChoice): void
  error: string | undefined
}

const NONE = 'none'
const NEW = 'new'

/** Chooses a credential, or takes a new key that becomes one. */
export const KeyField = ({ value, baseUrl, onChange, error }: KeyFieldProps) => {
  const { data } = useKeyCredentials()
  const credentials = data?.items ?? []
  const host = URL.parse(baseUrl.trim())?.host
  const isGone =
    value.mode === 'kept' && data !== undefined && !credentials.some(({ id }) => id === value.value)
  return (
    <>
      <TextField
        select
        label="Key"
        value={value.mode === 'kept' ? `kept ${value.value}` : value.mode}
        error={isGone}
        helperText={isGone ? 'This credential is not there any more. Choose another.' : undefined}
        onChange={({ target }) => onChange(choiceOf(target.value))}
      >
        <MenuItem value={NONE}>No key</MenuItem>
        <MenuItem value={NEW}>A new key…</MenuItem>
        {credentials.map(({ id, name, hosts }) => (
          <MenuItem key={id} value={`kept ${id}`}>
            {name}
            {hosts.length > 0 ? ` (for ${hosts.join(', ')})` : ''}
          </MenuItem>
        ))}
        {value.mode === 'kept' && !credentials.some(({ id }) => id === value.value) ? (
          <MenuItem value={`kept ${value.value}`}>{isGone ? 'Missing' : 'Reading…'}</MenuItem>
        ) : null}
      </TextField>
      {value.mode === 'new' ? (
        <TextField
          label="New key"
          type="password"
          autoComplete="off"
          value={value.value}
          error={error !== undefined}
          helperText={
            error ?? `Kept encrypted as a credential${host ? ` that is sent to ${host} alone` : ''}.`
          }
          onChange={({ target }) => onChange({ mode: 'new', value: target.value })}
        />
      ) : null}
    </>
  )
}

const choiceOf = (option: string): KeyChoice =>
  option === NONE || option === NEW
    ? { mode: option, value: '' }
    : { mode: 'kept', value: option.slice('kept '.length) }
