import type { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import type { JsonValue } from '@llamanexus/workflow'
import { StoreError } from '../types.ts'
import { type Payload, payloadsIn } from './payload.ts'

// Both run in the thread pool: the event loop stays free while a large payload is packed.
const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

export interface Blob {
  hash: string
  codec: 'zstd' | 'raw'
  /** Bytes before compression. */
  size: number
  body: Uint8Array
}

/** Compresses a payload, unless that would make it longer. */
export const packBlob = async ({ hash, bytes }: Payload): Promise<Blob> => {
  const packed = await compress(bytes)
  return packed.length < bytes.length
    ? { hash, codec: 'zstd', size: bytes.length, body: packed }
    : { hash, codec: 'raw', size: bytes.length, body: bytes }
}

export const unpackBlob = async (blob: Pick<Blob, 'codec' | 'body'>): Promise<string> =>
  (blob.codec === 'zstd' ? await decompress(blob.body) : Buffer.from(blob.body)).toString('utf8')

/**
 * Reads the payloads that the texts may refer to; the answer gives each by its hash. Text of a user's that only looks
 * like a reference is looked for in vain, and never asked for.
 */
export type LoadPayloads = (texts: readonly string[]) => Promise<(hash: string) => JsonValue>

export const createPayloadLoader = (db: DatabaseSync): LoadPayloads => {
  const select = db.prepare('SELECT codec, body FROM blobs WHERE hash = ?')
  return async (texts) => {
    const payloads = new Map<string, JsonValue>()
    for (const hash of new Set(texts.flatMap(payloadsIn))) {
      const row = select.get(hash) as Pick<Blob, 'codec' | 'body'> | undefined
      if (row) payloads.set(hash, JSON.parse(await unpackBlob(row)) as JsonValue)
    }
    return (hash) => payloads.get(hash) ?? missing(hash)
  }
}

const missing = (hash: string): never => {
  throw new StoreError('store_failed', `The payload ${hash} is missing from the database. Restore a backup.`)
}
