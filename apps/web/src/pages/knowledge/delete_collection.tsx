import type { KnowledgePlace } from '@llamanexus/contract'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useKnowledgeChanges } from '../../api/knowledge.ts'
import { ConfirmDialog } from '../../dialogs/confirm_dialog.tsx'
import { placeText } from './place_form.ts'

interface DeleteCollectionProps {
  name: string
  store: KnowledgePlace | undefined
  onClose(): void
}

/** Asks before a collection goes, and of one that is kept elsewhere whether what is there goes too. */
export const DeleteCollection = ({ name, store, onClose }: DeleteCollectionProps) => {
  const { drop } = useKnowledgeChanges()
  const [, navigate] = useLocation()
  const isElsewhere = store !== undefined && store.kind !== 'embedded'
  const [keeps, setKeeps] = useState(true)
  const keep_remote = isElsewhere && keeps
  const submit = async () => {
    await drop.mutateAsync({ name, keep_remote })
    navigate('/knowledge')
  }
  return (
    <ConfirmDialog
      title={`Delete “${name}”?`}
      action={keep_remote ? 'Forget it' : 'Delete'}
      task={drop}
      onConfirm={submit}
      onClose={onClose}
    >
      {isElsewhere ? (
        <RadioGroup
          aria-label={`What is in ${placeText(store)}`}
          value={keeps ? 'keep' : 'delete'}
          onChange={(_, choice) => setKeeps(choice === 'keep')}
        >
          <FormControlLabel
            value="keep"
            control={<Radio size="small" />}
            label={`Forget it here; what is in ${placeText(store)} stays`}
          />
          <FormControlLabel
            value="delete"
            control={<Radio size="small" />}
            label="Delete all of its documents there too"
          />
        </RadioGroup>
      ) : null}
      <p style={{ margin: 0 }}>
        {keep_remote
          ? 'Workflows that search it fail until it is attached again under this name.'
          : 'All of its documents go with it. This cannot be taken back.'}
      </p>
    </ConfirmDialog>
  )
}
