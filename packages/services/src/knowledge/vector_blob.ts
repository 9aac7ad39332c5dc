/** A vector of length 1 as it lies in the database: 32-bit floats, little-endian. Null where it has no direction. */
export function blobOf(vector: ArrayLike<number>): Uint8Array | null {
  let square = 0
  for (let at = 0; at < vector.length; at++) square += (vector[at] ?? 0) ** 2
  if (!(square > 0) || !Number.isFinite(square)) return null
  const length = Math.sqrt(square)
  const floats = new Float32Array(vector.length)
  for (let at = 0; at < vector.length; at++) floats[at] = (vector[at] ?? 0) / length
  return new Uint8Array(floats.buffer)
}

/** The cosine of two vectors of length 1. */
export function cosine(a: Uint8Array, b: Uint8Array): number {
  const [left, right] = [floatsOf(a), floatsOf(b)]
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += (left[at] ?? 0) * (right[at] ?? 0)
  return sum
}

/** The distance of two vectors of length 1 (L2), in place of that of sqlite-vec. */
export const distance = (a: Uint8Array, b: Uint8Array): number => Math.sqrt(Math.max(0, 2 - 2 * cosine(a, b)))

const floatsOf = (blob: Uint8Array): Float32Array =>
  blob.byteOffset % 4 === 0
    ? new Float32Array(blob.buffer, blob.byteOffset, blob.byteLength / 4)
    : new Float32Array(blob.slice().buffer)
