import Button from '@mui/material/Button'
import { useState } from 'react'
import { ConfirmDialog } from '../../dialogs/confirm_dialog.tsx'
import styles from './functions_page.module.css'

interface UnsavedNoteProps {
  /** Of the function. */
  name: string
  /** The version that is saved. */
  version: number
  /** The version that the draft began from, where it is an older one. */
  staleBase: number | undefined
  onDiscard(): void
  /** Saves over the version that is saved. Undefined while it cannot be saved. */
  onOverwrite: (() => void) | undefined
}

/** Says that what is in the editor is in this browser alone, and of an old draft what has happened since. */
export const UnsavedNote = ({ name, version, staleBase, onDiscard, onOverwrite }: UnsavedNoteProps) => {
  const [isAsking, setAsking] = useState(false)
  return (
    <div role="status" className={styles['unsaved']} data-stale={staleBase !== undefined}>
      <p>
        <b>Not saved.</b>{' '}
        {staleBase === undefined
          ? 'What you write is kept in this browser until you save it.'
          : `You began from version ${staleBase}, and version ${version} has been saved since. Saving over it undoes what it changed; discard your changes to see it.`}
      </p>
      {staleBase === undefined ? null : (
        <Button size="small" color="inherit" disabled={!onOverwrite} onClick={onOverwrite}>
          Save over version {version}
        </Button>
      )}
      <Button size="small" color="inherit" onClick={() => setAsking(true)}>
        Discard changes
      </Button>
      {isAsking ? (
        <ConfirmDialog
          title={`Discard your changes to “${name}”?`}
          action="Discard"
          onConfirm={onDiscard}
          onClose={() => setAsking(false)}
        >
          {`Version ${version} is shown again. What you wrote is gone for good.`}
        </ConfirmDialog>
      ) : null}
    </div>
  )
}
