import type { ExecutionError } from '@llamanexus/workflow'
import type { ReactNode } from 'react'
import styles from './error_note.module.css'

interface ErrorNoteProps {
  error: Pick<ExecutionError, 'message' | 'hint' | 'code'>
  /** What can be done about it from here. */
  children?: ReactNode
}

/** Why a run or one of its nodes failed. */
export const ErrorNote = ({ error: { message, hint, code }, children }: ErrorNoteProps) => (
  <div className={styles['error']} role="alert">
    <p>{message}</p>
    {hint ? <p className={styles['hint']}>{hint}</p> : null}
    <code>{code}</code>
    {children}
  </div>
)
