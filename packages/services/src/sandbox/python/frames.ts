// Imported, as the process takes the global ones away.
import { Buffer } from 'node:buffer'

/**
 * What a Python process tells the server on its standard output: one byte that says what it is, four for the length,
 * then the bytes. `ready` comes first; `value` or `error` last.
 */
export const FRAMES = {
  ready: 1,
  stdout: 2,
  stderr: 3,
  value: 4,
  error: 5,
  snapshot: 6,
} as const

export type FrameKind = keyof typeof FRAMES

const HEAD_BYTES = 5
const KINDS = Object.fromEntries(Object.entries(FRAMES).map(([kind, code]) => [code, kind])) as Record<
  number,
  FrameKind
>

export const encodeFrame = (kind: FrameKind, body: Uint8Array): Buffer => {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt8(FRAMES[kind], 0)
  head.writeUInt32LE(body.byteLength, 1)
  return Buffer.concat([head, body])
}

export interface Frame {
  kind: FrameKind
  body: Buffer
}

/**
 * Puts pieces together again. What comes in is of a process that runs code of users, so that nothing about it is
 * trusted: `accept` is asked with the length before a body is waited for, and throws where it is too long.
 */
export function frameReader(accept: (kind: FrameKind, length: number) => void) {
  let chunks: Buffer[] = []
  let held = 0
  return (chunk: Buffer): Frame[] => {
    chunks.push(chunk)
    held += chunk.length
    const frames: Frame[] = []
    while (held >= HEAD_BYTES) {
      const head = chunks[0] as Buffer
      if (head.length < HEAD_BYTES) chunks = [Buffer.concat(chunks)]
      const first = chunks[0] as Buffer
      const kind = KINDS[first.readUInt8(0)]
      const length = first.readUInt32LE(1)
      if (kind === undefined) throw new Error('The process does not keep to the protocol')
      accept(kind, length)
      if (held < HEAD_BYTES + length) break
      const all = chunks.length === 1 ? first : Buffer.concat(chunks)
      frames.push({ kind, body: all.subarray(HEAD_BYTES, HEAD_BYTES + length) })
      const rest = all.subarray(HEAD_BYTES + length)
      chunks = rest.length > 0 ? [rest] : []
      held = rest.length
    }
    return frames
  }
}
