import Button from '@mui/material/Button'
import { useState } from 'react'
import type { Conflict, Resolution } from '../drafts/autosave.ts'
import type { Collision } from '../drafts/rebase.ts'
import { describeError } from '../ui/describe_error.ts'
import { formatAgo, plural } from '../ui/format.ts'
import styles from './conflict_dialog.module.css'
import { DialogFrame } from './dialog_frame.tsx'

export interface ConflictDialogProps extends Conflict {
  onResolve(resolution: Resolution): Promise<unknown>
}

/** Somebody else has saved what was changed here too: shows where the two differ and lets the person decide. */
export const ConflictDialog = ({ theirs, changes, onResolve }: ConflictDialogProps) => {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const resolve = (resolution: Resolution) => async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      await onResolve(resolution)
    } catch (error) {
      setProblem(describeError(error))
    }
    setBusy(false)
  }
  return (
    <DialogFrame
      title="Somebody else has changed this too"
      maxWidth="md"
      // Nothing is decided by leaving: the dialog stays until one of the three is chosen.
      onClose={() => undefined}
      actions={
        <>
          <Button color="secondary" disabled={isBusy} onClick={() => void resolve('theirs')()}>
            Take theirs
          </Button>
          <Button color="secondary" disabled={isBusy} onClick={() => void resolve('both')()}>
            Keep both
          </Button>
          <Button autoFocus variant="contained" disabled={isBusy} onClick={() => void resolve('mine')()}>
            Merge, mine first
          </Button>
        </>
      }
    >
      <p className={styles['text']}>
        Version {theirs.version} was saved {formatAgo(theirs.updated_at)} from another window or by another
        person.{' '}
        {changes.length === 0
          ? 'The two do not touch the same things and can be merged.'
          : `The two differ in ${plural(changes.length, 'place')}; everything else can be merged.`}
      </p>
      {changes.length > 0 ? (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Mine</th>
              <th scope="col">Theirs</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={`${change.collection}/${change.id}`}>
                <th scope="row">{nameOf(change)}</th>
                <td>
                  <Side base={change.base} value={change.mine} />
                </td>
                <td>
                  <Side base={change.base} value={change.theirs} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <ul className={styles['choices']}>
        <li>
          <b>Merge, mine first</b> brings both together; where they differ, mine counts.
        </li>
        <li>
          <b>Keep both</b> makes mine a workflow of its own and shows theirs here.
        </li>
        <li>
          <b>Take theirs</b> brings both together; where they differ, theirs counts.
        </li>
      </ul>
      {problem ? (
        <p role="alert" className={styles['problem']}>
          {problem}
        </p>
      ) : null}
    </DialogFrame>
  )
}

/** One side of a difference: only the parts that are not as they were before. */
const Side = ({ base, value }: { base: unknown; value: unknown }) => {
  if (value === undefined) return <em>deleted</em>
  const parts = changedParts(base, value)
  if (parts.length === 0) return <em>as before</em>
  return parts.map(([key, part]) => (
    <div key={key} className={styles['part']}>
      {key === '' ? null : <b>{key}: </b>}
      {shortly(part)}
    </div>
  ))
}

const changedParts = (base: unknown, value: unknown): [string, unknown][] => {
  if (!isRecord(value)) return [['', value]]
  if (!isRecord(base)) return [['', value]]
  return [...new Set([...Object.keys(base), ...Object.keys(value)])]
    .filter((key) => JSON.stringify(base[key]) !== JSON.stringify(value[key]))
    .map((key) => [key, value[key]])
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shortly = (value: unknown): string => {
  if (value === undefined) return 'removed'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 300 ? `${text.slice(0, 299)}…` : text
}

const nameOf = ({ collection, id, mine, theirs, base }: Collision): string => {
  const record = [mine, theirs, base].find(isRecord)
  const label = typeof record?.['label'] === 'string' ? record['label'] : id
  return `${words[collection]} ${label}`
}

const words: Record<Collision['collection'], string> = {
  meta: 'Workflow',
  nodes: 'Node',
  connections: 'Connection',
  annotations: 'Note',
  variables: 'Variable',
  settings: 'Setting',
}
