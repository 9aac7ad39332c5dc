import type { Credential } from '@llamanexus/contract'
import { Link } from 'wouter'
import { useDeleteCredential } from '../api/credential_queries.ts'
import { ConfirmDialog } from '../dialogs/confirm_dialog.tsx'
import { credentialUses } from './credential_uses.ts'

/** Asks before a credential is gone, and says what would miss it. */
export const DeleteCredentialDialog = ({
  credential,
  onClose,
}: {
  credential: Credential
  onClose(): void
}) => {
  const remove = useDeleteCredential()
  const uses = credentialUses(credential)
  const submit = async () => {
    await remove.mutateAsync({ id: credential.id, force: uses.length > 0 })
    onClose()
  }
  return (
    <ConfirmDialog
      title={`Delete “${credential.name}”?`}
      action={uses.length > 0 ? 'Delete all the same' : 'Delete'}
      task={remove}
      onConfirm={submit}
      onClose={onClose}
    >
      {uses.length > 0 ? (
        <div>
          <p style={{ margin: 0 }}>These use it and will not work without it:</p>
          <ul style={{ margin: '8px 0 0', paddingLeft: 20 }}>
            {uses.map(({ kind, name, href }) => (
              <li key={`${href} ${name}`}>
                <Link href={href}>{name}</Link>
                {kind ? `, ${kind}` : ''}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <p style={{ margin: 0 }}>Nothing uses it. This cannot be taken back.</p>
      )}
    </ConfirmDialog>
  )
}
