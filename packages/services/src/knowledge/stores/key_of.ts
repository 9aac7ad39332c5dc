import { createHash } from 'node:crypto'

/** A UUID that stands for an id of any length, the same everywhere. */
export function keyOf(id: string): string {
  const hash = createHash('sha256').update(id).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20, 32)}`
}
