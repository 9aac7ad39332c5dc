import type { HTMLAttributes, Key } from 'react'
import type { Pick } from './picker_kinds.ts'
import styles from './widgets.module.css'

/** One of the picks in an open list: its name, and a line about it. For `renderOption` of an Autocomplete. */
export const pickOption = (
  { key, ...props }: HTMLAttributes<HTMLLIElement> & { key: Key },
  option: string,
  pick: Omit<Pick, 'value'> | undefined,
) => (
  <li key={key} {...props}>
    <span className={styles['pick']}>
      <span>{pick?.label ?? option}</span>
      {pick?.detail ? <small>{pick.detail}</small> : null}
    </span>
  </li>
)
