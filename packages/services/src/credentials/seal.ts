import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** A key of the vault: 32 bytes, and an id that says nothing about them. */
export interface VaultKey {
  id: string
  bytes: Buffer
}

/** What a sealed value belongs to. All of it is authenticated: moved to another row or host, the value does not open. */
export interface SealedFor {
  id: string
  type: string
  key_id: string
  hosts: readonly string[]
  fields: Readonly<Record<string, string>>
}

const NONCE = 12
const TAG = 16

/** AES-256-GCM: the nonce, random for each value, then the text, then the tag. */
export function seal(
  values: Readonly<Record<string, string>>,
  key: VaultKey,
  belongs: SealedFor,
): Uint8Array {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce, { authTagLength: TAG })
  cipher.setAAD(additional(belongs))
  const text = Buffer.concat([cipher.update(JSON.stringify(values), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, text, cipher.getAuthTag()])
}

/** Undefined where the key is another one, or a bit of it or of what it belongs to was changed. */
export function unseal(
  sealed: Uint8Array,
  key: VaultKey,
  belongs: SealedFor,
): Record<string, string> | undefined {
  if (sealed.length < NONCE + TAG) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, sealed.subarray(0, NONCE), {
    authTagLength: TAG,
  })
  decipher.setAAD(additional(belongs))
  decipher.setAuthTag(sealed.subarray(-TAG))
  try {
    const text = Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as Record<string, string>
  } catch {
    return undefined
  }
}

export function newVaultKey(): VaultKey {
  const bytes = randomBytes(32)
  return { id: keyId(bytes), bytes }
}

/** The start of a hash: two keys never share one by chance, and it tells nothing of the key. */
export const keyId = (bytes: Uint8Array): string =>
  `key_${createHash('sha256').update('llamanexus vault key ').update(bytes).digest('hex').slice(0, 16)}`

function additional({ id, type, key_id, hosts, fields }: SealedFor): Buffer {
  const sorted = Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Buffer.from(JSON.stringify([id, type, key_id, hosts, sorted]))
}
