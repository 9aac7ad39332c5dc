import type { Credential } from '@llamanexus/contract'
import Alert from '@mui/material/Alert'
import { Database, KeyRound, Lock, Mail, Pencil, PlugZap, ShieldCheck, Trash2, UserRound } from 'lucide-react'
import { Link } from 'wouter'
import { useCredentialTypes, useTryCredential } from '../../api/credential_queries.ts'
import { credentialUses } from '../../credentials/credential_uses.ts'
import { TrialNote } from '../../credentials/trial_note.tsx'
import { formatAgo } from '../../ui/format.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import styles from './credentials_page.module.css'

interface CredentialRowProps {
  credential: Credential
  onEdit(): void
  onDelete(): void
}

/** One credential: what it is, where it goes, who uses it, and what can be done with it. */
export const CredentialRow = ({ credential, onEdit, onDelete }: CredentialRowProps) => {
  const { data: types = [] } = useCredentialTypes()
  const trial = useTryCredential()
  const { name, hosts, fields, type, updated_at, locked } = credential
  const uses = credentialUses(credential)
  const info = types.find((one) => one.type === type)
  const Icon = icons[type] ?? KeyRound
  return (
    <div className={styles['row']}>
      <span className={styles['icon']}>
        <Icon size={18} aria-hidden />
      </span>
      <span className={styles['name']}>
        <b>{name}</b>
        <span>
          {info?.name ?? type}, changed {formatAgo(updated_at)}
        </span>
      </span>
      <span className={styles['hosts']}>{hosts.join(', ') || fields['host'] || ''}</span>
      <span className={styles['uses']}>
        {uses.length === 0 ? 'Not used' : 'Used by '}
        {uses.map((use, index) => (
          <span key={`${use.href} ${use.name}`}>
            {index > 0 ? ', ' : ''}
            {use.kind ? `${use.kind} ` : ''}
            <Link href={use.href}>{use.name}</Link>
          </span>
        ))}
      </span>
      <span className={styles['actions']}>
        {info?.hosts === 'none' ? null : (
          <IconAction
            label={`Test ${name}`}
            icon={PlugZap}
            disabled={trial.isPending}
            onClick={() => trial.mutate({ id: credential.id })}
          />
        )}
        <IconAction label={`Edit ${name}`} icon={Pencil} onClick={onEdit} />
        <IconAction label={`Delete ${name}`} icon={Trash2} onClick={onDelete} />
      </span>
      {locked ? (
        <Alert severity="warning" variant="outlined" icon={<Lock size={18} />} className={styles['note']}>
          {locked}
        </Alert>
      ) : null}
      {trial.data || trial.error ? (
        <div className={styles['note']}>
          <TrialNote trial={trial.data} error={trial.error} />
        </div>
      ) : null}
    </div>
  )
}

const icons: Record<string, typeof KeyRound> = {
  basic: UserRound,
  oauth2: ShieldCheck,
  database: Database,
  smtp: Mail,
  secret: Lock,
}
