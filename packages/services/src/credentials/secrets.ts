import { NodeError } from '@llamanexus/node-sdk'
import type { CredentialRows } from './credential_row.ts'
import type { KeyHolder } from './key_holder.ts'
import type { Redactor } from './redactor.ts'

/** What stands behind `{{ secrets.name }}`. */
export interface Secrets {
  /** Throws `secret_unknown` or `credential_locked`. From then on the value is struck out of everything. */
  resolve(name: string): Promise<string>
}

export function createSecrets(parts: {
  rows: Pick<CredentialRows, 'named'>
  keys: Pick<KeyHolder, 'open' | 'reason'>
  redactor: Pick<Redactor, 'add'>
}): Secrets {
  return {
    async resolve(name) {
      const row = await parts.rows.named(name)
      // Names are unique whatever their case, and read as they are written.
      if (row?.type !== 'secret' || row.name !== name) throw unknown(name)
      const value = parts.keys.open(row)?.['value']
      if (value === undefined) throw locked(name, parts.keys.reason())
      parts.redactor.add(value)
      return value
    },
  }
}

const unknown = (name: string): NodeError =>
  new NodeError('secret_unknown', `There is no secret "${name}"`, {
    hint: 'Add it under Credentials, as a secret of that name.',
    retryable: false,
  })

const locked = (name: string, hint: string): NodeError =>
  new NodeError('credential_locked', `The secret "${name}" cannot be opened`, { hint, retryable: false })
