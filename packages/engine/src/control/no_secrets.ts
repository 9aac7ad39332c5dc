import { NodeError } from '@llamanexus/node-sdk'
import type { Redaction, SecretSource } from '../engine_types.ts'

/** An engine that was given no secrets has none. */
export const noSecrets: SecretSource = {
  resolve: (name) =>
    Promise.reject(new NodeError('secret_unknown', `There is no secret "${name}"`, { retryable: false })),
}

export const noRedaction: Redaction = {
  is_active: false,
  text: (text) => text,
  json: (value) => value,
  stream: () => ({ push: (text) => text, flush: () => '' }),
}
