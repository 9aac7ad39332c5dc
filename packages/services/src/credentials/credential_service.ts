import type {
  Authorization,
  CredentialService,
  CredentialType,
  CredentialUse,
  OpenCredential,
} from '@llamanexus/node-sdk'
import { NodeError } from '@llamanexus/node-sdk'
import { credentialFailure } from './credential_failure.ts'
import type { CredentialRow, CredentialRows } from './credential_row.ts'
import { namesHost } from './host_rule.ts'
import type { KeyHolder } from './key_holder.ts'
import { ownHosts } from './own_hosts.ts'
import type { Redactor } from './redactor.ts'
import type { TokenCache } from './token_cache.ts'
import { valuesToStrike } from './values_to_strike.ts'

export interface CredentialServiceParts {
  rows: Pick<CredentialRows, 'get'>
  keys: Pick<KeyHolder, 'open' | 'reason'>
  tokens: TokenCache
  redactor: Pick<Redactor, 'add'>
}

/** What a request can be signed with. */
const FOR_REQUESTS: readonly CredentialType[] = ['api_key', 'bearer', 'basic', 'oauth2']

export function createCredentialService(parts: CredentialServiceParts): CredentialService {
  const { rows, keys, tokens, redactor } = parts

  async function openRow(use: CredentialUse, usualPort?: number) {
    const row = await rows.get(use.id)
    if (!row) throw credentialFailure.missing(use.field)
    if (use.types && !use.types.includes(row.type as CredentialType))
      throw credentialFailure.type(use.field, row.name, row.type, use.types)
    const secrets = keys.open(row)
    if (!secrets) throw credentialFailure.locked(use.field, row.name, keys.reason())
    const values = { ...row.fields, ...secrets }
    for (const value of valuesToStrike(row.type, values)) redactor.add(value)
    checkHost(use, row, values, usualPort)
    return { row, values }
  }

  async function open(use: CredentialUse): Promise<OpenCredential> {
    const { row, values } = await openRow(use)
    return { id: row.id, name: row.name, type: row.type as CredentialType, values }
  }

  async function authorize(use: Parameters<CredentialService['authorize']>[0]): Promise<Authorization> {
    const { url: text, types = FOR_REQUESTS, renew, ...rest } = use
    const url = URL.parse(text)
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw invalidUrl()
    const usualPort = url.protocol === 'https:' ? 443 : 80
    const { row, values } = await openRow({ ...rest, types, host: url.host }, usualPort)
    if (row.type !== 'oauth2') return authorizationOf(row.type, values)
    const key = `${row.id} ${row.updated_at}`
    const token = await tokens.token(key, { values, field: use.field, signal: use.signal, renew })
    redactor.add(token)
    return authorizationOf('bearer', { token })
  }

  return { open, authorize }
}

function checkHost(use: CredentialUse, row: CredentialRow, values: Record<string, string>, port?: number) {
  const own = row.type === 'database' || row.type === 'smtp' ? ownHosts(row.type, values) : undefined
  if (own && use.host === '') return
  // What a field for secrets takes goes where that field goes.
  if (row.type === 'secret') return
  const hosts = own?.hosts ?? row.hosts
  if (!namesHost(hosts, use.host, port ?? own?.port))
    throw credentialFailure.host(use.field, row.name, use.host, hosts)
}

/** What a request carries for a credential of this type, given its values. */
export function authorizationOf(type: string, values: Readonly<Record<string, string>>): Authorization {
  const { token = '', username = '', password = '', key = '' } = values
  switch (type) {
    case 'basic':
      return header('Authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)
    case 'api_key': {
      const name = values['name'] || 'X-API-Key'
      return values['in'] === 'query' ? { headers: {}, query: { [name]: key } } : header(name, key)
    }
    default:
      return header('Authorization', `Bearer ${token}`)
  }
}

const header = (name: string, value: string): Authorization => ({ headers: { [name]: value }, query: {} })

const invalidUrl = (): NodeError =>
  new NodeError('url_invalid', 'A credential is used for an address that is no http(s) URL', {
    field: 'url',
    hint: 'Write it whole, such as https://example.com/path.',
    retryable: false,
  })
