import { inflateRawSync } from 'node:zlib'
import { broken, megabytes, tooLarge } from '../document_failure.ts'
import type { ParseLimits } from '../parse_job.ts'

export interface ZipEntry {
  name: string
  content: Buffer
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

/**
 * The entries of an archive, unpacked within the limits whatever it declares of its sizes. What `wanted` refuses comes
 * without its content. Throws `DocumentFailure`.
 */
export function readZip(
  bytes: Uint8Array,
  limits: Pick<ParseLimits, 'unzipped_bytes' | 'entries'>,
  wanted: (name: string) => boolean,
): ZipEntry[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = endOf(file)
  const count = file.readUInt16LE(end + 10)
  if (count > limits.entries) throw tooLarge(`It holds ${count} files, and ${limits.entries} are allowed`)
  const entries: ZipEntry[] = []
  let left = limits.unzipped_bytes
  let at = file.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    const header = headerAt(file, at)
    const content = wanted(header.name) ? unpack(file, header, left) : Buffer.alloc(0)
    left -= content.length
    if (left < 0) throw bomb(limits.unzipped_bytes)
    entries.push({ name: header.name, content })
    at = header.next
  }
  return entries

  function unpack(file: Buffer, { name, offset, packed, method }: Header, left: number): Buffer {
    if (offset + 30 > file.length || file.readUInt32LE(offset) !== LOCAL) throw cut()
    const start = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28)
    const data = file.subarray(start, start + packed)
    if (data.length < packed) throw cut()
    if (method === 0) return data
    if (method !== 8) throw broken(`"${name.slice(0, 100)}" in it is compressed in a way that is not known`)
    try {
      return inflateRawSync(data, { maxOutputLength: Math.max(1, left) })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw bomb(limits.unzipped_bytes)
      throw broken('It is damaged', undefined, error)
    }
  }
}

interface Header {
  name: string
  method: number
  packed: number
  offset: number
  next: number
}

function headerAt(file: Buffer, at: number): Header {
  if (at + 46 > file.length || file.readUInt32LE(at) !== ENTRY) throw cut()
  if (file.readUInt16LE(at + 8) & 1)
    throw broken('It is encrypted with a password', 'Save it without a password.')
  const nameEnd = at + 46 + file.readUInt16LE(at + 28)
  return {
    name: file.toString('utf8', at + 46, nameEnd),
    method: file.readUInt16LE(at + 10),
    packed: file.readUInt32LE(at + 20),
    offset: file.readUInt32LE(at + 42),
    next: nameEnd + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32),
  }
}

/** The record at the end of the file, behind which only a comment may stand. */
function endOf(file: Buffer): number {
  for (let at = file.length - 22; at >= Math.max(0, file.length - 22 - 0xffff); at -= 1)
    if (file.readUInt32LE(at) === END) return at
  throw cut()
}

const cut = () =>
  broken('It is damaged or cut short', 'Fetch it again, or open it in its own program and save it.')

const bomb = (limit: number) => tooLarge(`It unpacks to more than ${megabytes(limit)}`)
