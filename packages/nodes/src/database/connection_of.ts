import { type CredentialService, NodeError } from '@llamanexus/node-sdk'

/** The address of a database: that of the credential where one is chosen, else what was given. */
export async function connectionOf(
  given: string | undefined,
  credential: string | undefined,
  credentials: CredentialService,
): Promise<string> {
  // The credential names the host itself.
  const opened =
    credential &&
    (await credentials.open({ id: credential, field: 'credential', host: '', types: ['database'] }))
  const connection = opened ? opened.values.url : given
  if (connection) return connection
  throw new NodeError('input_invalid', '"connection" is missing', {
    field: 'connection',
    hint: 'Type the address of the database, or choose a credential.',
    retryable: false,
  })
}
