import type { Credential } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { Link } from 'wouter'
import { useDeleteCredential } from '../api/credential_queries.ts'
import { DialogFrame } from '../dialogs/dialog_frame.tsx'
import { ProblemNote } from '../dialogs/problem_note.tsx'
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
    <DialogFrame
      title={`Delete “${credential.name}”?`}
      maxWidth="xs"
      onClose={onClose}
      onSubmit={() => void submit().catch(() => undefined)}
      actions={
        <>
          <Button color="secondary" autoFocus onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" variant="contained" color="error" disabled={remove.isPending}>
            {uses.length > 0 ? 'Delete all the same' : 'Delete'}
          </Button>
        </>
      }
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
      <ProblemNote error={remove.error} />
    </DialogFrame>
  )
}
