import type { Authorization, CredentialService, OpenCredential } from '@llamanexus/node-sdk'
import { NodeError } from '@llamanexus/node-sdk'
import type { ProviderKind } from './provider_config.ts'

export interface KeySource {
  kind: ProviderKind
  base_url: string
  api_key?: string
  /** Id in the vault. */
  credential?: string
  /** Where the credential stands, for the error. */
  field: string
  signal?: AbortSignal
}

/**
 * What a request has to carry, from a key or from a credential of the vault. A credential that holds a plain key is sent
 * as the server's format wants it; one that names its own header or parameter, as it says.
 */
export async function authorizeEndpoint(
  source: KeySource,
  credentials: CredentialService | undefined,
): Promise<Authorization> {
  const { kind, api_key: key, credential: id, field, signal } = source
  if (key) return keyHeader(kind, key)
  if (!id) return { headers: {}, query: {} }
  if (!credentials) {
    throw new NodeError('credential_missing', `The credential "${id}" is not there`, {
      field,
      retryable: false,
    })
  }
  const host = new URL(source.base_url).host
  const opened = await credentials.open({ id, field, host, types: [...TYPES], signal })
  const plain = plainKey(opened)
  if (plain !== undefined) return keyHeader(kind, plain)
  return credentials.authorize({ id, field, url: source.base_url, types: [...TYPES], signal })
}

const TYPES = ['bearer', 'api_key', 'secret', 'basic', 'oauth2'] as const

const keyHeader = (kind: ProviderKind, key: string): Authorization => ({
  headers: kind === 'anthropic' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` },
  query: {},
})

/** `X-API-Key` is what the form of an API key proposes, and so says nothing about what the server wants. */
function plainKey({ type, values }: OpenCredential): string | undefined {
  if (type === 'bearer') return values['token']
  if (type === 'secret') return values['value']
  if (type !== 'api_key' || values['in'] === 'query') return undefined
  const named = values['name'] && values['name'].toLowerCase() !== 'x-api-key'
  return named ? undefined : values['key']
}
