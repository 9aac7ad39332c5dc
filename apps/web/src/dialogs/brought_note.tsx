import type { BroughtFunctions } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { Link } from 'wouter'
import { plural } from '../ui/format.ts'
import { DialogFrame } from './dialog_frame.tsx'

interface BroughtNoteProps {
  workflow: { name: string }
  functions: BroughtFunctions
  onOpen(): void
  onClose(): void
}

/** Says what became of the functions that a workflow brought along. */
export const BroughtNote = ({ workflow, functions, onOpen, onClose }: BroughtNoteProps) => {
  const { imported, renamed } = functions
  return (
    <DialogFrame
      title={`“${workflow.name}” is here`}
      onClose={onClose}
      onSubmit={onOpen}
      actions={
        <>
          <Button color="secondary" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" variant="contained" autoFocus>
            Open it
          </Button>
        </>
      }
    >
      {imported.length > 0 ? (
        <p style={{ margin: 0 }}>
          It brought {plural(imported.length, 'function')}: <Names names={imported} />. Read{' '}
          {imported.length === 1 ? 'it' : 'them'} before you run the workflow; nothing has run yet.
        </p>
      ) : null}
      {renamed.map(({ name, here }) => (
        <p key={name} style={{ margin: 0 }}>
          Another function is called <code>{name}</code> here. The workflow calls{' '}
          <Link href={`/functions/${here}`}>{here}</Link>, and yours is as it was.
        </p>
      ))}
    </DialogFrame>
  )
}

const Names = ({ names }: { names: readonly string[] }) =>
  names.map((name, index) => (
    <span key={name}>
      {index > 0 ? ', ' : ''}
      <Link href={`/functions/${name}`}>{name}</Link>
    </span>
  ))
