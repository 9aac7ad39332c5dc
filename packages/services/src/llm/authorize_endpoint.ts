import {
  type Authorization,
  type CredentialService,
  type CredentialType,
  NodeError,
} from '@llamanexus/node-sdk'
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

/** All of them name their hosts, so that a workflow cannot take one to an address of its own. */
const TYPES: readonly CredentialType[] = ['bearer', 'api_key', 'basic', 'oauth2']

/** What a request has to carry, from a key or from a credential of the vault, where the server looks for it. */
export async function authorizeEndpoint(
  source: KeySource,
  credentials: CredentialService | undefined,
): Promise<Authorization> {
  const { kind, base_url: url, api_key: key, credential: id, field, signal } = source
  if (key) return { headers: keyHeader(kind, key), query: {} }
  if (!id) return { headers: {}, query: {} }
  if (!credentials) {
    throw new NodeError('credential_missing', 'There is no vault to take the credential from', {
      field,
      retryable: false,
    })
  }
  const { headers, query } = await credentials.authorize({ id, field, url, types: TYPES, signal })
  return { headers: forKind(kind, lowerCase(headers)), query }
}

const keyHeader = (kind: ProviderKind, key: string): Record<string, string> =>
  kind === 'anthropic' ? { 'x-api-key': key } : { authorization: `Bearer ${key}` }

/** People keep the key of a provider as a token or as an API key; both mean the header that the provider reads. */
function forKind(kind: ProviderKind, headers: Record<string, string>): Record<string, string> {
  const { authorization, 'x-api-key': key } = headers
  if (kind !== 'anthropic') return key && !authorization ? { ...headers, ...keyHeader(kind, key) } : headers
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
  // Tokens of a sign-in are Anthropic's one kind that goes as a bearer.
  return token && !token.startsWith('sk-ant-oat') ? keyHeader(kind, token) : headers
}

const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
