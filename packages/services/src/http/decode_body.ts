import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { NodeError } from '@llamanexus/node-sdk'

/** Undoes `Content-Encoding` as a stream; the caller bounds what comes out, so a bomb costs no more than the bound. */
export function decodeBody(body: Readable, encoding: string | undefined): Readable {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter(Boolean)
  if (codings.length > 3) throw new NodeError('connect_failed', 'The answer is encoded too many times over')
  return codings.toReversed().reduce(decodeOnce, body)
}

function decodeOnce(body: Readable, coding: string): Readable {
  const decoder = decoderFor(coding)
  if (!decoder) return body
  body.on('error', (error) => decoder.destroy(error))
  decoder.on('close', () => body.destroy())
  return body.pipe(decoder)
}

function decoderFor(coding: string) {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    case 'zstd':
      return createZstdDecompress()
    default:
      return undefined
  }
}
