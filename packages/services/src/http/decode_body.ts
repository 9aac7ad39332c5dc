import { type Duplex, pipeline, Readable } from 'node:stream'
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
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
  return CODINGS.test(coding) ? Readable.from(decoded(body, coding), { objectMode: false }) : body
}

/** What is empty is no more than that, whatever a server says that it is: it sends the header with 204 and 304 too. */
async function* decoded(body: Readable, coding: string): AsyncGenerator<Buffer> {
  const pieces = body[Symbol.asyncIterator]()
  const first: IteratorResult<Buffer, undefined> = await pieces.next()
  if (first.done) return
  const decoder = decoderFor(coding, first.value)
  // Its errors come out of the decoder.
  pipeline(Readable.from(withFirst(first.value, pieces)), decoder, () => undefined)
  try {
    yield* decoder as AsyncIterable<Buffer>
  } finally {
    decoder.destroy()
    body.destroy()
  }
}

async function* withFirst(first: Buffer, rest: AsyncIterableIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}

const CODINGS = /^(?:x-)?gzip$|^deflate$|^br$|^zstd$/

function decoderFor(coding: string, first: Buffer): Duplex {
  switch (coding) {
    case 'br':
      return createBrotliDecompress()
    case 'zstd':
      return createZstdDecompress()
    case 'deflate':
      // Meant is zlib's form, and many a server sends the bare one; the first byte tells them apart.
      return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw()
    default:
      return createGunzip()
  }
}
