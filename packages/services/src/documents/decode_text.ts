import type { ReadContext } from './parse_job.ts'
import { utf16ByZeros } from './utf16_by_zeros.ts'

export interface Decoded {
  /** Without a byte order mark, with `\n` between its lines. */
  text: string
  /** For the metadata: nothing where it is UTF-8, as it should be. */
  encoding: { encoding?: string }
}

/**
 * Bytes as text: by byte order mark, as UTF-16 by its zeros, as UTF-8, as what it declares itself to be, or else as
 * Windows-1252, which takes any bytes, and a note says so.
 */
export function decodeText({ bytes, media_type, note }: ReadContext, declared?: string): Decoded {
  const marked = byMark(bytes) ?? utf16ByZeros(bytes)
  if (marked) return decoded(bytes, marked)
  try {
    return { text: plain(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), encoding: {} }
  } catch {
    const charset = /charset="?([\w-]+)/i.exec(media_type ?? '')?.[1] ?? declared
    const label = charset && isKnown(charset) ? charset.toLowerCase() : 'windows-1252'
    if (label !== charset?.toLowerCase()) note('It is no UTF-8 and was read as Windows-1252')
    return decoded(bytes, label)
  }
}

const decoded = (bytes: Uint8Array, encoding: string): Decoded => ({
  text: plain(new TextDecoder(encoding).decode(bytes)),
  encoding: encoding === 'utf-8' ? {} : { encoding },
})

function byMark([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined
}

function isKnown(charset: string): boolean {
  try {
    return new TextDecoder(charset).encoding !== 'utf-8'
  } catch {
    return false
  }
}

const plain = (text: string): string => text.replaceAll(/\r\n?/g, '\n')
