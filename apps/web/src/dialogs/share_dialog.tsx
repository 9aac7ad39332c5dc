import type { Share, ShareDraft } from '@llamanexus/contract'
import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useShareWorkflow } from '../api/share_queries.ts'
import { CopyLine } from '../triggers/copy_line.tsx'
import { DialogFrame } from './dialog_frame.tsx'
import { ProblemNote } from './problem_note.tsx'
import { isOfThisMachine } from './share_address.ts'
import styles from './share_dialog.module.css'
import { addressOf, ShareList } from './share_list.tsx'

export interface ShareDialogProps {
  workflow: { id: string; name: string }
  /** Saves what is not saved yet: what is shared is what the server has. */
  save?(): Promise<void>
  onClose(): void
}

/** Makes links by which others may look at a workflow, and ends them. */
export const ShareDialog = ({ workflow, save, onClose }: ShareDialogProps) => {
  const [title, setTitle] = useState('')
  const [note, setNote] = useState('')
  const [days, setDays] = useState(30)
  const [follows, setFollows] = useState(false)
  const [withSample, setWithSample] = useState(true)
  const [made, setMade] = useState<Share>()
  const share = useShareWorkflow(workflow.id)
  const submit = async () => {
    await save?.()
    const draft: ShareDraft = {
      ...(days > 0 && { expires_in_days: days }),
      ...(title.trim() !== '' && { title: title.trim() }),
      ...(note.trim() !== '' && { note: note.trim() }),
      follow_latest: follows,
      include_sample: withSample,
    }
    setMade(await share.mutateAsync(draft))
  }
  return (
    <DialogFrame
      title={`Share “${workflow.name}”`}
      onClose={onClose}
      onSubmit={() => void submit().catch(() => undefined)}
      actions={
        <>
          <Button color="secondary" onClick={onClose}>
            Close
          </Button>
          <Button type="submit" variant="contained" disabled={share.isPending}>
            Make a link
          </Button>
        </>
      }
    >
      <p className={styles['about']}>
        Whoever has the link sees the workflow with its settings, notes and the functions that it calls, and
        can copy it. They cannot change or run yours, and see none of its runs. Secrets are left out; of a
        credential they see that there is one, and neither its name nor what it holds.
      </p>
      <TextField
        label="Title"
        placeholder={workflow.name}
        value={title}
        onChange={({ target }) => setTitle(target.value)}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 200 } }}
      />
      <TextField
        label="Note"
        placeholder="What it does, and what to set before it runs"
        multiline
        minRows={2}
        maxRows={8}
        value={note}
        onChange={({ target }) => setNote(target.value)}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 5000 } }}
      />
      <TextField
        select
        label="Works for"
        value={days}
        onChange={({ target }) => setDays(Number(target.value))}
      >
        {TIMES.map(({ days: each, label }) => (
          <MenuItem key={each} value={each}>
            {label}
          </MenuItem>
        ))}
      </TextField>
      <div className={styles['choices']}>
        <Choice
          label="Follow the newest version"
          help="Later changes are shown too. Otherwise it stays as it is now."
          checked={follows}
          onChange={setFollows}
        />
        <Choice
          label="With the sample data of its triggers"
          help="So that a copy can be tried at once. Leave it out where it holds real data."
          checked={withSample}
          onChange={setWithSample}
        />
      </div>
      {isOfThisMachine(hostOf(made)) ? (
        <Alert severity="info" variant="outlined">
          You have opened this server at an address of this machine, which others cannot reach. Open it at an
          address that they can, or send them the workflow as a file.
        </Alert>
      ) : null}
      {made ? (
        <div className={styles['made']} role="status">
          <CopyLine label="Link" text={addressOf(made)} />
        </div>
      ) : null}
      <ProblemNote error={share.error} />
      <ShareList workflowId={workflow.id} />
    </DialogFrame>
  )
}

const TIMES = [
  { days: 1, label: 'One day' },
  { days: 7, label: 'A week' },
  { days: 30, label: '30 days' },
  { days: 365, label: 'A year' },
  { days: 0, label: 'Ever, until you end it' },
]

/** Of the link that was made, and before that of the address that it is likely to have. */
const hostOf = (made: Share | undefined): string =>
  made ? new URL(addressOf(made)).hostname : globalThis.location.hostname

interface ChoiceProps {
  label: string
  help: string
  checked: boolean
  onChange(checked: boolean): void
}

const Choice = ({ label, help, checked, onChange }: ChoiceProps) => (
  <FormControlLabel
    control={<Switch checked={checked} onChange={(_, next) => onChange(next)} />}
    label={
      <span className={styles['choice']}>
        {label}
        <small>{help}</small>
      </span>
    }
  />
)
