export type VaultErrorCode =
  /** `faults` says what is wrong with which field. */
  | 'credential_invalid'
  | 'credential_missing'
  /** The key that it was sealed with is not in the key file. */
  | 'credential_locked'

/** One thing that is wrong with a credential as it was given. */
export interface CredentialFault {
  /** JSON pointer into what was given: `/values/token`, `/hosts/0`. */
  pointer: string
  message: string
}

/** What the vault refuses; the message says what can be done. */
export class VaultError extends Error {
  readonly code: VaultErrorCode
  readonly faults: readonly CredentialFault[]

  constructor(code: VaultErrorCode, message: string, faults: readonly CredentialFault[] = []) {
    super(message)
    this.name = 'VaultError'
    this.code = code
    this.faults = faults
  }
}
