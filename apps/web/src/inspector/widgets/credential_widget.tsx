import Button from '@mui/material/Button'
import NativeSelect from '@mui/material/NativeSelect'
import OutlinedInput from '@mui/material/OutlinedInput'
import { Pencil, PlugZap, Plus } from 'lucide-react'
import { useState } from 'react'
import { useCredentials, useTryCredential } from '../../api/credential_queries.ts'
import { CredentialDialog } from '../../credentials/credential_dialog.tsx'
import { hostOf } from '../../credentials/credential_form.ts'
import styles from '../../credentials/credentials.module.css'
import { TrialNote } from '../../credentials/trial_note.tsx'
import { useReadOnly } from '../../ui/read_only.ts'
import { useInspectorScope } from '../scope_context.tsx'
import type { WidgetProps } from './widget_props.ts'

/** The credentials that fit, by name. One that is missing is made, changed and tried without leaving the node. */
export const CredentialWidget = ({
  field,
  value,
  onChange,
  id,
  describedBy,
  isInvalid,
  siblings = {},
}: WidgetProps) => {
  const types = typesOf(field.schema['x-credential-types'])
  const query = useCredentials(types.length > 0 ? { type: types.join(',') } : {})
  const isReadOnly = useReadOnly()
  const [dialog, setDialog] = useState<'new' | 'edit'>()
  const trial = useTryCredential()
  const address = useAddress(field.schema['x-host-from'], siblings)
  const host = hostOf(address)
  const items = query.data?.items ?? []
  const chosen = typeof value === 'string' && value !== '' ? value : undefined
  const current = items.find((credential) => credential.id === chosen)
  const isMissing = chosen !== undefined && query.isSuccess && !query.isPlaceholderData && !current
  const choose = (next: string) => {
    trial.reset()
    onChange(next === '' ? undefined : next)
  }
  return (
    <div className={styles['picker']}>
      <NativeSelect
        fullWidth
        disabled={isReadOnly}
        input={<OutlinedInput size="small" />}
        inputProps={{ id, 'aria-describedby': describedBy }}
        error={isInvalid || isMissing}
        value={chosen ?? ''}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">None</option>
        {isMissing || (chosen && !current) ? (
          <option value={chosen}>{isMissing ? `Missing: ${chosen}` : chosen}</option>
        ) : null}
        {items.map((credential) => (
          <option key={credential.id} value={credential.id}>
            {credential.hosts.length > 0
              ? `${credential.name} (${credential.hosts.join(', ')})`
              : credential.name}
          </option>
        ))}
      </NativeSelect>
      {isMissing ? (
        <p role="alert">This credential does not exist any more. Choose another or make it anew.</p>
      ) : null}
      <div className={styles['picker-actions']} hidden={isReadOnly}>
        <Button size="small" startIcon={<Plus size={14} aria-hidden />} onClick={() => setDialog('new')}>
          New credential…
        </Button>
        {current ? (
          <>
            <Button
              size="small"
              startIcon={<Pencil size={14} aria-hidden />}
              onClick={() => setDialog('edit')}
            >
              Edit
            </Button>
            <Button
              size="small"
              startIcon={<PlugZap size={14} aria-hidden />}
              disabled={trial.isPending}
              onClick={() => trial.mutate({ id: current.id, ...(host && { url: String(address) }) })}
            >
              {trial.isPending ? 'Testing…' : 'Test'}
            </Button>
          </>
        ) : null}
      </div>
      <TrialNote trial={trial.data} error={trial.error} />
      {dialog ? (
        <CredentialDialog
          {...(dialog === 'edit' && current ? { credential: current } : {})}
          {...(types.length > 0 && { types })}
          start={{ ...(host && { hosts: host, name: host }) }}
          {...(host && { url: String(address).trim() })}
          onSaved={(saved) => choose(saved.id)}
          onClose={() => setDialog(undefined)}
        />
      ) : null}
    </div>
  )
}

const typesOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((type) => typeof type === 'string') : []

/**
 * Where the node sends to, if that is typed in: the field that the schema names, or one that usually is it; of the
 * credential's own group first, else an input or a config field of the node.
 */
const useAddress = (named: unknown, siblings: NonNullable<WidgetProps['siblings']>): unknown => {
  const { node } = useInspectorScope()
  const names = typeof named === 'string' ? [named] : ['url', 'base_url', 'server_url', 'endpoint']
  return [siblings, node.inputs ?? {}, node.config]
    .flatMap((fields) => names.map((name) => fields[name]))
    .find((text) => text !== undefined)
}
