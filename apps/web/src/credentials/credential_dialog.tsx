import type { Credential } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { PlugZap } from 'lucide-react'
import { useState } from 'react'
import { useCredentialTypes, useSaveCredential, useTryCredential } from '../api/credential_queries.ts'
import { FormDialog } from '../dialogs/form_dialog.tsx'
import { ProblemNote } from '../dialogs/problem_note.tsx'
import { CredentialFields } from './credential_fields.tsx'
import { type CredentialFormState, credentialFields, draftOf, faultsOf, formOf } from './credential_form.ts'
import styles from './credentials.module.css'
import { TrialNote } from './trial_note.tsx'

interface CredentialDialogProps {
  /** The one to change; absent for a new one. */
  credential?: Credential
  /** Types to choose from. Default: all. */
  types?: readonly string[]
  /** What is known already, such as the host of the node's address. */
  start?: Partial<CredentialFormState>
  /** An address to try it with. */
  url?: string
  onSaved?(credential: Credential): void
  onClose(): void
}

/** Makes or changes a credential. Its fields follow from its type, and what is secret is never shown again. */
export const CredentialDialog = (props: CredentialDialogProps) => {
  const { credential, types: wanted, start = {}, onSaved, onClose } = props
  const { data: all = [] } = useCredentialTypes()
  // In the order that is asked for: the first one is the usual one.
  const types = wanted ? wanted.flatMap((name) => all.find(({ type }) => type === name) ?? []) : all
  const [form, setForm] = useState(() => formOf(start, credential))
  const [url, setUrl] = useState(props.url ?? '')
  const info = types.find(({ type }) => type === form.type) ?? types[0]
  const save = useSaveCredential()
  const trial = useTryCredential()
  const draft = draftOf({ ...form, type: info?.type ?? '' }, info)
  const faults = faultsOf(save.error ?? trial.error)
  const change = (part: Partial<CredentialFormState>) => {
    setForm((before) => ({ ...before, ...part }))
    trial.reset()
  }
  const submit = async () => {
    const saved = await save.mutateAsync({ id: credential?.id, draft })
    onSaved?.(saved)
    onClose()
  }
  return (
    <FormDialog
      title={credential ? `Edit “${credential.name}”` : 'New credential'}
      action={credential ? 'Save' : 'Save credential'}
      // What a field is to blame for is told at the field.
      task={{ isPending: save.isPending, error: Object.keys(faults).length > 0 ? undefined : save.error }}
      isIncomplete={!info}
      onClose={onClose}
      onSubmit={submit}
      others={
        info && info.hosts !== 'none' ? (
          <Button
            color="secondary"
            className={styles['test']}
            startIcon={<PlugZap size={16} aria-hidden />}
            disabled={trial.isPending}
            onClick={() => {
              save.reset()
              trial.mutate({ id: credential?.id, draft, url })
            }}
          >
            {trial.isPending ? 'Testing…' : 'Test'}
          </Button>
        ) : null
      }
    >
      <TextField
        select
        label="Type"
        value={info?.type ?? ''}
        disabled={credential !== undefined || types.length < 2}
        helperText={info?.description}
        onChange={({ target }) => change({ type: target.value })}
        slotProps={{ inputLabel: { shrink: true } }}
      >
        {types.map(({ type, name }) => (
          <MenuItem key={type} value={type}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        label="Name"
        required
        autoFocus
        autoComplete="off"
        value={form.name}
        error={faults['name'] !== undefined}
        helperText={faults['name'] ?? (info?.hosts === 'none' ? 'Read as {{ secrets.name }}.' : undefined)}
        onChange={({ target }) => change({ name: target.value })}
        slotProps={{ inputLabel: { shrink: true } }}
      />
      {info ? (
        <CredentialFields
          fields={credentialFields(info)}
          values={form.values}
          kept={credential?.secrets ?? []}
          faults={faults}
          onChange={(values) => change({ values })}
        />
      ) : null}
      {info?.hosts === 'named' ? (
        <>
          <TextField
            label="Hosts"
            required
            autoComplete="off"
            value={form.hosts}
            error={faults['hosts'] !== undefined}
            helperText={
              faults['hosts'] ?? 'It is sent to these and to no others. Separate several with commas.'
            }
            placeholder="api.example.com, *.example.org"
            onChange={({ target }) => change({ hosts: target.value })}
            slotProps={{ inputLabel: { shrink: true } }}
          />
          <TextField
            label="Address to test with"
            autoComplete="off"
            value={url}
            helperText="Read with GET when you test. Without one, the root of the first host is."
            placeholder="https://api.example.com/me"
            onChange={({ target }) => setUrl(target.value)}
            slotProps={{ inputLabel: { shrink: true } }}
          />
        </>
      ) : null}
      {credential?.locked ? <ProblemNote error={new Error(credential.locked)} /> : null}
      <TrialNote trial={trial.data} error={Object.keys(faults).length > 0 ? undefined : trial.error} />
    </FormDialog>
  )
}
