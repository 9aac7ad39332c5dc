import { inflateSync } from 'node:zlib'
import { megabytes, tooLarge } from '../document_failure.ts'

/** Streams may be compressed in compressed streams; more layers than this are made for no good. */
const MAX_LAYERS = 3

/**
 * Throws where a compressed stream of a PDF unpacks to more than the limit: the library that reads it would unpack it
 * all. What cannot be unpacked here is left to that library.
 */
export function boundStreams(bytes: Uint8Array, limit: number): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = file.indexOf('stream'); at >= 0; at = file.indexOf('stream', at + 6)) {
    if (file.subarray(at - 3, at).toString('latin1') === 'end') continue
    const start = at + 6 + (file[at + 6] === 13 ? 1 : 0) + 1
    if (!isZlib(file, start)) continue
    const end = file.indexOf('endstream', start)
    boundLayer(file.subarray(start, end < 0 ? undefined : end), limit, MAX_LAYERS)
  }
}

function boundLayer(packed: Buffer, limit: number, layers: number): void {
  const unpacked = unpack(packed, limit)
  if (!unpacked || !isZlib(unpacked, 0)) return
  if (layers === 1) throw tooLarge('It has streams that are compressed many times over')
  boundLayer(unpacked, limit, layers - 1)
}

function unpack(packed: Buffer, limit: number): Buffer | undefined {
  try {
    return inflateSync(packed, { maxOutputLength: limit, finishFlush: 2 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return undefined
    throw tooLarge(`It unpacks to more than ${megabytes(limit)}`)
  }
}

/** The two bytes that every zlib stream begins with. */
const isZlib = (bytes: Buffer, at: number): boolean => {
  const [method = 0, flags = 0] = bytes.subarray(at, at + 2)
  return (method & 15) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0
}
