import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { IconAction } from '../ui/icon_action.tsx'
import type { CredentialField } from './credential_form.ts'

interface CredentialFieldsProps {
  fields: readonly CredentialField[]
  values: Readonly<Record<string, string>>
  /** Names of secrets that are kept already: they may stay empty. */
  kept: readonly string[]
  faults: Readonly<Record<string, string>>
  onChange(values: Record<string, string>): void
}

/** The fields of a type, as its schema describes them. */
export const CredentialFields = ({ fields, values, kept, faults, onChange }: CredentialFieldsProps) =>
  fields.map((field) => (
    <Field
      key={field.name}
      field={field}
      value={values[field.name] ?? field.default}
      isKept={kept.includes(field.name)}
      fault={faults[field.name]}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  ))

interface FieldProps {
  field: CredentialField
  value: string
  isKept: boolean
  fault: string | undefined
  onChange(value: string): void
}

const Field = ({ field, value, isKept, fault, onChange }: FieldProps) => {
  const [isShown, setShown] = useState(false)
  const { is_secret, options } = field
  return (
    <TextField
      label={field.title}
      required={field.is_required && !isKept}
      select={options.length > 0}
      type={is_secret && !isShown ? 'password' : 'text'}
      autoComplete={is_secret ? 'new-password' : 'off'}
      value={value}
      error={fault !== undefined}
      helperText={fault ?? (field.description.replaceAll('`', '') || undefined)}
      placeholder={isKept ? 'Kept as it is' : field.example}
      onChange={({ target }) => onChange(target.value)}
      slotProps={{
        inputLabel: { shrink: true },
        htmlInput: { spellCheck: false },
        input: is_secret
          ? {
              endAdornment: (
                <IconAction
                  label={isShown ? `Hide ${field.title}` : `Show ${field.title}`}
                  icon={isShown ? EyeOff : Eye}
                  onClick={() => setShown(!isShown)}
                />
              ),
            }
          : {},
      }}
    >
      {options.map((option) => (
        <MenuItem key={option} value={option}>
          {option}
        </MenuItem>
      ))}
    </TextField>
  )
}
