import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { ApiProblem } from '../problems/api_problem.ts'

const UNPACK = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
} as const

/** A body as it was before its sender packed it, as `Content-Encoding` says; never more bytes than `limit`. */
export async function unpackBody(
  bytes: Buffer,
  encodings: string | undefined,
  limit: number,
): Promise<Buffer> {
  const names = (encodings ?? '')
    .toLowerCase()
    .split(',')
    .flatMap((name) => name.trim() || [])
  const packed = names.filter((name) => name !== 'identity')
  if (packed.length === 0 || bytes.length === 0) return bytes
  const [name = ''] = packed
  if (packed.length > 1 || !isKnown(name))
    throw new ApiProblem('media_type_unsupported', {
      detail: `Bodies are read in ${Object.keys(UNPACK).join(', ')}, and in one of them.`,
    })
  try {
    return await UNPACK[name](bytes, { maxOutputLength: limit })
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw new ApiProblem('body_too_large')
    throw new ApiProblem('body_syntax', { detail: `The body is not ${name}, as "Content-Encoding" says.` })
  }
}

const isKnown = (name: string): name is keyof typeof UNPACK => Object.hasOwn(UNPACK, name)
