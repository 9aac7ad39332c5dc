import type { CredentialService, HttpService } from '@llamanexus/node-sdk'
import type { CredentialRows } from './credential_row.ts'
import { createCredentialService } from './credential_service.ts'
import { type CredentialKind, credentialKinds } from './credential_types.ts'
import { createKeyHolder } from './key_holder.ts'
import { createRedactor, type Redactor } from './redactor.ts'
import { createSecrets, type Secrets } from './secrets.ts'
import { createTokenCache } from './token_cache.ts'
import { type CheckedAddress, createTrials, type Trials } from './trials/trials.ts'
import { valuesToStrike } from './values_to_strike.ts'
import { createVault, type Vault } from './vault.ts'

export interface CredentialsOptions {
  rows: CredentialRows
  /** Path of the key file; made with the first credential. */
  key_file: string
  http: HttpService
  /** For databases and mail servers: the address that may be connected to. */
  address: CheckedAddress
  /** Milliseconds since the epoch; default `Date.now`. */
  now?: () => number
}

/** All that has to do with credentials, around one vault. */
export interface Credentials {
  vault: Vault
  /** What nodes are given. */
  service: CredentialService
  secrets: Secrets
  redactor: Redactor
  trials: Trials
  /** What can be made, in the order in which it is offered. */
  kinds: readonly CredentialKind[]
  /** Lets the redactor know every value that opens, without any being used: for runs that go on after a restart. */
  learn(): Promise<void>
}

export function createCredentials({
  rows,
  key_file,
  http,
  address,
  now = Date.now,
}: CredentialsOptions): Credentials {
  const keys = createKeyHolder(key_file)
  const redactor = createRedactor()
  const tokens = createTokenCache(http, now)
  return {
    redactor,
    kinds: credentialKinds,
    trials: createTrials({ http, address }),
    vault: createVault({ rows, keys, now }),
    service: createCredentialService({ rows, keys, tokens, redactor }),
    secrets: createSecrets({ rows, keys, redactor }),
    async learn() {
      for (const row of await rows.list()) {
        const values = { ...row.fields, ...keys.open(row) }
        for (const value of valuesToStrike(row.type, values)) redactor.add(value)
      }
    },
  }
}
