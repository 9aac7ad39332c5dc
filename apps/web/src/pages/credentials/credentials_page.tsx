import type { Credential } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import OutlinedInput from '@mui/material/OutlinedInput'
import { KeyRound, Plus } from 'lucide-react'
import { useDeferredValue, useEffect, useState } from 'react'
import { useCredentials } from '../../api/credential_queries.ts'
import { CredentialDialog } from '../../credentials/credential_dialog.tsx'
import { DeleteCredentialDialog } from '../../credentials/delete_credential_dialog.tsx'
import { AppFrame } from '../../ui/app_frame.tsx'
import { EmptyState } from '../../ui/empty_state.tsx'
import { ReadFailure } from '../../ui/read_failure.tsx'
import { CredentialRow } from './credential_row.tsx'
import styles from './credentials_page.module.css'

type Open = { what: 'new' } | { what: 'edit' | 'delete'; credential: Credential }

/** What workflows sign in with: made and changed here, tried, and never shown again. */
const CredentialsPage = () => {
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search.trim())
  const query = useCredentials(wanted === '' ? {} : { search: wanted })
  const [open, setOpen] = useState<Open>()
  const items = query.data?.items ?? []
  useEffect(() => {
    document.title = 'Credentials · LlamaNexus'
  }, [])
  const close = () => setOpen(undefined)
  const add = (
    <Button
      variant="contained"
      startIcon={<Plus size={16} aria-hidden />}
      onClick={() => setOpen({ what: 'new' })}
    >
      New credential
    </Button>
  )
  const isEmpty = items.length === 0 && wanted === ''
  return (
    <AppFrame title="Credentials" actions={query.isSuccess && !isEmpty ? add : undefined}>
      {isEmpty ? null : (
        <OutlinedInput
          size="small"
          className={styles['search']}
          placeholder="Search by name or host"
          value={search}
          inputProps={{ 'aria-label': 'Search credentials' }}
          onChange={({ target }) => setSearch(target.value)}
        />
      )}
      {query.isError ? (
        <ReadFailure what="The credentials" error={query.error} onRetry={() => void query.refetch()} />
      ) : items.length > 0 ? (
        <ul className={styles['list']} aria-label="Credentials">
          {items.map((credential) => (
            <li key={credential.id}>
              <CredentialRow
                credential={credential}
                onEdit={() => setOpen({ what: 'edit', credential })}
                onDelete={() => setOpen({ what: 'delete', credential })}
              />
            </li>
          ))}
        </ul>
      ) : query.isLoading ? (
        <EmptyState icon={KeyRound} title="Reading the credentials…" />
      ) : wanted === '' ? (
        <EmptyState icon={KeyRound} title="No credentials yet" action={add}>
          A credential is what a node signs in with: an API key, a password, a database. It is kept encrypted,
          goes only to the hosts that it names, and is never shown again.
        </EmptyState>
      ) : (
        <EmptyState icon={KeyRound} title={`No credential matches “${wanted}”`} />
      )}
      {open?.what === 'delete' ? (
        <DeleteCredentialDialog credential={open.credential} onClose={close} />
      ) : null}
      {open?.what === 'edit' ? <CredentialDialog credential={open.credential} onClose={close} /> : null}
      {open?.what === 'new' ? <CredentialDialog onClose={close} /> : null}
    </AppFrame>
  )
}

export default CredentialsPage
