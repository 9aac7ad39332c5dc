/** Text in UTF-16 without a mark has zeros at every other place, or at some of these, and at no other. */
export function utf16ByZeros(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const head = bytes.subarray(0, 1024)
  const zeros = [0, 0]
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros
  if (even === 0 && isMany(odd, head.length)) return 'utf-16le'
  return odd === 0 && isMany(even, head.length) ? 'utf-16be' : undefined
}

/** Latin letters have one each; Cyrillic has them at spaces and signs alone, which a few are too few to tell by. */
const isMany = (zeros: number, length: number): boolean =>
  zeros > length / 4 || (zeros >= 4 && zeros > length / 20)
