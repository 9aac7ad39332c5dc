import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { PlugZap, Plus } from 'lucide-react'
import { useState } from 'react'
import { useCredentials } from '../../api/credential_queries.ts'
import { useCheckPlace } from '../../api/knowledge.ts'
import { CredentialDialog } from '../../credentials/credential_dialog.tsx'
import { hostOf } from '../../credentials/credential_form.ts'
import { describeError } from '../../ui/describe_error.ts'
import { plural } from '../../ui/format.ts'
import styles from './knowledge_page.module.css'
import { emptyPlace, type PlaceForm, placeOf } from './place_form.ts'

interface PlaceFieldsProps {
  /** Of the collection that is to be made. */
  collection: string
  place: PlaceForm
  onChange(place: PlaceForm): void
}

/** Says where a collection is to be kept, and tries whether it can be. */
export const PlaceFields = ({ collection, place, onChange }: PlaceFieldsProps) => {
  const check = useCheckPlace()
  const { kind } = place
  const change = (part: Partial<PlaceForm>) => {
    check.reset()
    onChange({ ...place, ...part })
  }
  const given = placeOf(place)
  return (
    <>
      <TextField
        select
        label="Kept in"
        size="small"
        value={kind}
        helperText="It cannot be changed later."
        onChange={({ target }) => change({ ...emptyPlace, kind: target.value as PlaceForm['kind'] })}
      >
        {kinds.map(([value, text]) => (
          <MenuItem key={value} value={value}>
            {text}
          </MenuItem>
        ))}
      </TextField>
      {kind === 'embedded' ? null : (
        <>
          {kind === 'qdrant' || place.credential === '' ? (
            <TextField
              label={kind === 'qdrant' ? 'Server' : 'Address without a password'}
              size="small"
              required={kind === 'qdrant'}
              placeholder={kind === 'qdrant' ? 'http://127.0.0.1:6333' : 'postgres://user@host:5432/database'}
              slotProps={{ inputLabel: { shrink: true } }}
              value={place.url}
              helperText="Inside your network an administrator has to let it through."
              onChange={({ target }) => change({ url: target.value })}
            />
          ) : null}
          <CredentialField place={place} onChange={(credential) => change({ credential })} />
          <TextField
            label={kind === 'qdrant' ? 'Name in Qdrant' : 'Table'}
            size="small"
            slotProps={{ inputLabel: { shrink: true } }}
            placeholder="By the name of the collection"
            value={place.name}
            helperText="Of a collection of ours that is there already, to attach to it."
            onChange={({ target }) => change({ name: target.value })}
          />
          <div className={styles['test']}>
            <Button
              variant="outlined"
              size="small"
              startIcon={<PlugZap size={14} aria-hidden />}
              disabled={!given || check.isPending}
              onClick={() => given && check.mutate({ name: collection.trim() || 'test', store: given })}
            >
              {check.isPending ? 'Testing…' : 'Test'}
            </Button>
          </div>
          {check.error ? (
            <Alert severity="error" variant="outlined">
              {describeError(check.error)}
            </Alert>
          ) : null}
          {check.data ? (
            <Alert severity="success" variant="outlined" role="status">
              {check.data.server} answers.{' '}
              {check.data.holds
                ? `A collection is there already, with ${plural(check.data.holds.documents, 'document')} and vectors of ${check.data.holds.model}: it is attached to.`
                : 'The collection can be made there.'}
            </Alert>
          ) : null}
        </>
      )}
    </>
  )
}

const CredentialField = ({ place, onChange }: { place: PlaceForm; onChange(id: string): void }) => {
  const types = place.kind === 'pgvector' ? ['database'] : ['api_key', 'bearer']
  const { data } = useCredentials({ type: types.join(',') })
  const [isMaking, setMaking] = useState(false)
  const host = place.kind === 'qdrant' ? hostOf(place.url.trim()) : undefined
  return (
    <div className={styles['credential']}>
      <TextField
        select
        fullWidth
        label="Credential"
        size="small"
        slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}
        value={place.credential}
        helperText={
          place.kind === 'pgvector'
            ? 'The address with its password.'
            : 'An API key with the name api-key, where the server asks for one.'
        }
        onChange={({ target }) => onChange(target.value)}
      >
        <MenuItem value="">None</MenuItem>
        {(data?.items ?? []).map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <Button size="small" startIcon={<Plus size={14} aria-hidden />} onClick={() => setMaking(true)}>
        New credential…
      </Button>
      {isMaking ? (
        <CredentialDialog
          types={types}
          start={{
            ...(host && { hosts: host, name: host }),
            ...(place.kind === 'qdrant' && { values: { name: 'api-key' } }),
          }}
          onSaved={({ id }) => onChange(id)}
          onClose={() => setMaking(false)}
        />
      ) : null}
    </div>
  )
}

const kinds = [
  ['embedded', 'The data directory: needs no server'],
  ['pgvector', 'Postgres with pgvector'],
  ['qdrant', 'Qdrant'],
] as const
