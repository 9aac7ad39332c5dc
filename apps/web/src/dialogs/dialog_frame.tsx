import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { type FormEvent, type ReactNode, useId } from 'react'

interface DialogFrameProps {
  title: string
  children: ReactNode
  actions: ReactNode
  /** Makes the dialog a form: `Enter` does the main thing. */
  onSubmit?(): void
  onClose(): void
  maxWidth?: 'xs' | 'sm' | 'md'
}

/** The frame that all dialogs share. */
export const DialogFrame = ({
  title,
  children,
  actions,
  onSubmit,
  onClose,
  maxWidth = 'sm',
}: DialogFrameProps) => {
  const id = useId()
  const body = (
    <>
      <DialogTitle id={id}>{title}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2, pt: '8px !important' }}>
        {children}
      </DialogContent>
      <DialogActions>{actions}</DialogActions>
    </>
  )
  return (
    <Dialog open fullWidth maxWidth={maxWidth} onClose={onClose} aria-labelledby={id}>
      {onSubmit ? (
        <form
          noValidate
          style={{ display: 'contents' }}
          onSubmit={(event: FormEvent) => {
            event.preventDefault()
            // A dialog over another one is its child here: what is sent in it is not meant for the one below.
            event.stopPropagation()
            onSubmit()
          }}
        >
          {body}
        </form>
      ) : (
        body
      )}
    </Dialog>
  )
}
