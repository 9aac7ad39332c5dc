import Button from '@mui/material/Button'
import type { ReactNode } from 'react'
import { DialogFrame } from './dialog_frame.tsx'
import { ProblemNote } from './problem_note.tsx'

interface ConfirmDialogProps {
  title: string
  /** What else is lost, and whether it can be taken back. */
  children: ReactNode
  /** What the button that does it says. Default: `Delete`. */
  action?: string
  /** The request that does it, if any: it is not made twice at a time, and why it failed is shown. */
  task?: { isPending: boolean; error: unknown }
  /** Does it. What comes of a promise that fails stands in `task`. */
  onConfirm(): unknown
  onClose(): void
}

/** Asks before something is gone for good. `Enter` keeps it. */
export const ConfirmDialog = ({
  title,
  children,
  action = 'Delete',
  task,
  onConfirm,
  onClose,
}: ConfirmDialogProps) => (
  <DialogFrame
    title={title}
    maxWidth="xs"
    onClose={onClose}
    onSubmit={() => void Promise.resolve(onConfirm()).catch(() => undefined)}
    actions={
      <>
        <Button color="secondary" autoFocus onClick={onClose}>
          Keep it
        </Button>
        <Button type="submit" variant="contained" color="error" disabled={task?.isPending ?? false}>
          {action}
        </Button>
      </>
    }
  >
    {typeof children === 'string' ? <p style={{ margin: 0 }}>{children}</p> : children}
    <ProblemNote error={task?.error} />
  </DialogFrame>
)
