import { ApiError } from '@llamanexus/contract'
import NativeSelect from '@mui/material/NativeSelect'
import OutlinedInput from '@mui/material/OutlinedInput'
import { useEffect, useState } from 'react'
import { useSchedulePreview } from '../../api/queries.ts'
import { describeError } from '../../ui/describe_error.ts'
import type { WidgetProps } from './widget_props.ts'
import styles from './widgets.module.css'

/** A cron expression, with what it means and when it comes next as it is typed. The server reads it, as it will run it. */
export const CronWidget = ({
  field,
  value,
  onChange,
  id,
  describedBy,
  isInvalid,
  siblings = {},
}: WidgetProps) => {
  const standard = typeof field.default === 'string' ? field.default : ''
  const cron = typeof value === 'string' ? value : standard
  const timezone = typeof siblings['timezone'] === 'string' ? siblings['timezone'] : ''
  const { data, error, isPlaceholderData } = useSchedulePreview(useDelayed(cron), useDelayed(timezone))
  const isKnown = presets.some(([, preset]) => preset === cron)
  return (
    <div className={styles['cron']}>
      <div className={styles['pair']}>
        <OutlinedInput
          id={id}
          fullWidth
          size="small"
          value={typeof value === 'string' ? value : ''}
          placeholder={standard}
          error={isInvalid || (error !== null && !isOfZone(error))}
          className={styles['mono']}
          inputProps={{ 'aria-describedby': `${describedBy} ${id}-preview`, spellCheck: false }}
          onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
        />
        <NativeSelect
          value={isKnown ? cron : ''}
          inputProps={{ 'aria-label': `${field.title}: often used` }}
          onChange={({ target }) => target.value !== '' && onChange(target.value)}
        >
          <option value="">Often used…</option>
          {presets.map(([name, preset]) => (
            <option key={preset} value={preset}>
              {name}
            </option>
          ))}
        </NativeSelect>
      </div>
      <div
        id={`${id}-preview`}
        className={styles['preview']}
        aria-live="polite"
        aria-busy={isPlaceholderData}
      >
        {error ? (
          <p className={styles['refused']}>{reasonOf(error)}</p>
        ) : data ? (
          <>
            <p>
              <strong>{data.description}</strong> ({data.timezone})
            </p>
            <ol aria-label="Next runs">
              {data.next_runs.map((time) => (
                <li key={time}>
                  <time dateTime={time}>{inZone(time, data.timezone)}</time>
                </li>
              ))}
            </ol>
          </>
        ) : null}
      </div>
    </div>
  )
}

/** The fault is in the field for the time zone, which is marked there. */
const isOfZone = (error: unknown): boolean =>
  error instanceof ApiError && error.problem.errors?.[0]?.pointer === '/query/timezone'

/** What is wrong with this very text; how one is made stands below the field anyway. */
const reasonOf = (error: unknown): string =>
  (error instanceof ApiError ? error.problem.errors?.[0]?.message : undefined) ?? describeError(error)

const presets = [
  ['Every minute', '* * * * *'],
  ['Every 15 minutes', '*/15 * * * *'],
  ['Every hour', '0 * * * *'],
  ['Every day at 9:00', '0 9 * * *'],
  ['Monday to Friday at 9:00', '0 9 * * 1-5'],
  ['Mondays at 9:00', '0 9 * * 1'],
  ['First of the month', '0 0 1 * *'],
  ['Every 10 seconds', '*/10 * * * * *'],
] as const

const inZone = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat(undefined, {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(iso))

/** The text as it stands a moment after the last key. */
const useDelayed = (text: string): string => {
  const [delayed, setDelayed] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(text), 200)
    return () => clearTimeout(timer)
  }, [text])
  return delayed
}
