import { type CredentialService, NodeError } from '@llamanexus/node-sdk'
import { isWebAddress } from './reference_place.ts'

/** How the documents of a description are asked for behind a sign-in. */
export interface DocumentSignIn {
  /** What is read with it is not shown to whoever comes without. */
  id: string
  /** Undefined where the credential is not for that host. */
  parts(
    url: string,
    renew: boolean,
  ): Promise<
    { headers: Readonly<Record<string, string>>; query: Readonly<Record<string, string>> } | undefined
  >
}

export function documentSignIn(
  credential: string | undefined,
  credentials: CredentialService,
): DocumentSignIn | undefined {
  if (!credential) return undefined
  return {
    id: credential,
    async parts(url, renew) {
      try {
        return await credentials.authorize({ id: credential, field: 'credential', url, renew })
      } catch (error) {
        // One for the API alone, whose description is open to everybody elsewhere.
        if (error instanceof NodeError && error.code === 'credential_host') return undefined
        throw error
      }
    },
  }
}

/**
 * The sign-in for a document that a description refers to: on the description's own host only, since a document must not
 * have requests signed to wherever it likes.
 */
export function sameHostSignIn(
  root: string,
  location: string,
  signIn: DocumentSignIn | undefined,
): DocumentSignIn | undefined {
  if (!isWebAddress(root) || !isWebAddress(location)) return signIn
  return new URL(root).host === new URL(location).host ? signIn : undefined
}
