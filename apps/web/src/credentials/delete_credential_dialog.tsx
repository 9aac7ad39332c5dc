import type { Credential } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { Link } from 'wouter'
import { useDeleteCredential } from '../api/credential_queries.ts'
import { DialogFrame } from '../dialogs/dialog_frame.tsx'
import { ProblemNote } from '../dialogs/problem_note.tsx'

/** Asks before a credential is gone, and says which workflows would miss it. */
export const DeleteCredentialDialog = ({
  credential,
  onClose,
}: {
  credential: Credential
  onClose(): void
}) => {
  const remove = useDeleteCredential()
  const { used_by } = credential
  const submit = async () => {
    await remove.mutateAsync({ id: credential.id, force: used_by.length > 0 })
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
            {used_by.length > 0 ? 'Delete all the same' : 'Delete'}
          </Button>
        </>
      }
    >
      {used_by.length > 0 ? (
        <div>
          <p style={{ margin: 0 }}>These workflows use it and will not run without it:</p>
          <ul style={{ margin: '8px 0 0', paddingLeft: 20 }}>
            {used_by.map(({ id, name }) => (
              <li key={id}>
                <Link href={`/workflows/${id}`}>{name}</Link>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <p style={{ margin: 0 }}>No workflow uses it. This cannot be taken back.</p>
      )}
      <ProblemNote error={remove.error} />
    </DialogFrame>
  )
}
