import Button from '@mui/material/Button'
import type { ReactNode } from 'react'
import { DialogFrame } from './dialog_frame.tsx'
import { ProblemNote } from './problem_note.tsx'

interface FormDialogProps {
  title: string
  children: ReactNode
  /** What the main button does, as its label. */
  action: string
  /** The request that the main button makes, if any: it is not made twice at a time, and why it failed is shown below. */
  task?: { isPending: boolean; error: unknown }
  /** Something that has to be filled in is not. */
  isIncomplete?: boolean
  /** Buttons before the usual two. */
  others?: ReactNode
  /** What comes of a promise that fails stands in `task`. */
  onSubmit(): unknown
  onClose(): void
  maxWidth?: 'xs' | 'sm' | 'md'
}

/** A dialog that is filled in and sent, or left alone. */
export const FormDialog = ({
  children,
  action,
  task,
  isIncomplete = false,
  others,
  onSubmit,
  ...frame
}: FormDialogProps) => (
  <DialogFrame
    {...frame}
    onSubmit={() => void Promise.resolve(onSubmit()).catch(() => undefined)}
    actions={
      <>
        {others}
        <Button color="secondary" onClick={frame.onClose}>
          Cancel
        </Button>
        <Button type="submit" variant="contained" disabled={isIncomplete || task?.isPending}>
          {action}
        </Button>
      </>
    }
  >
    {children}
    <ProblemNote error={task?.error} />
  </DialogFrame>
)
