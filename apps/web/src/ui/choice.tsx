import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import styles from './choice.module.css'

interface ChoiceProps {
  label: string
  /** What no choice is called. */
  all: string
  value: string | undefined
  options: readonly (readonly [value: string, text: string])[]
  /** Gets `''` for no choice. */
  onChange(value: string): void
}

/** Narrows a list to one of a few values, or to none of them. */
export const Choice = ({ label, all, value, options, onChange }: ChoiceProps) => (
  <TextField
    select
    label={label}
    value={options.some(([option]) => option === value) ? value : ''}
    slotProps={{
      select: { displayEmpty: true, MenuProps: { slotProps: { paper: { sx: { maxWidth: 400 } } } } },
      inputLabel: { shrink: true },
    }}
    onChange={({ target }) => onChange(target.value)}
  >
    <MenuItem value="">{all}</MenuItem>
    {options.map(([option, text]) => (
      <MenuItem key={option} value={option}>
        <span className={styles['option']}>{text}</span>
      </MenuItem>
    ))}
  </TextField>
)
