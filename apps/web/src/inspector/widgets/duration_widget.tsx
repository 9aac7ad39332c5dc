import NativeSelect from '@mui/material/NativeSelect'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useState } from 'react'
import type { WidgetProps } from './widget_props.ts'
import styles from './widgets.module.css'

/** Milliseconds, written in the unit that suits them. */
export const DurationWidget = ({ field, value, onChange, id, describedBy, isInvalid }: WidgetProps) => {
  const shown = typeof value === 'number' ? value : undefined
  const standard = typeof field.default === 'number' ? field.default : undefined
  const [wish, setWish] = useState<number>()
  const unit = wish ?? unitFor(shown ?? standard ?? 1000)
  return (
    <div className={styles['pair']}>
      <OutlinedInput
        id={id}
        fullWidth
        size="small"
        type="number"
        value={shown === undefined ? '' : shown / unit}
        placeholder={standard === undefined ? '' : String(standard / unit)}
        error={isInvalid}
        inputProps={{ min: 0, step: 'any', 'aria-describedby': describedBy }}
        onChange={({ target }) =>
          onChange(target.value === '' ? undefined : Math.round(Number(target.value) * unit))
        }
      />
      <NativeSelect
        value={unit}
        inputProps={{ 'aria-label': `Unit of ${field.title}` }}
        onChange={({ target }) => setWish(Number(target.value))}
      >
        {units.map(([name, ms]) => (
          <option key={ms} value={ms}>
            {name}
          </option>
        ))}
      </NativeSelect>
    </div>
  )
}

const units = [
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['days', 86_400_000],
] as const

/** The largest unit that gives a whole number. */
const unitFor = (ms: number): number => units.findLast(([, size]) => ms >= size && ms % size === 0)?.[1] ?? 1
