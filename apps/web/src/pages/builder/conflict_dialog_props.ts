import type { Conflict, Resolution } from '../../drafts/autosave.ts'

/** What the dialog over a true collision gets, and how it answers. */
export interface ConflictDialogProps extends Conflict {
  onResolve(resolution: Resolution): void
}
