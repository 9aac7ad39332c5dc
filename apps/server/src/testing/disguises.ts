/** A secret with every character that a way of writing it changes. */
export const CANARY = 'cnry/"+&=? %\\8472_secret'

/**
 * The forms of the canary that must not turn up anywhere, worked out apart from what strikes them out: as it is, in
 * JSON, percent-encoded, in hex, and in base64 wherever it begins, plain and for addresses.
 */
export function disguisesOfCanary(secret = CANARY): string[] {
  const quoted = JSON.stringify(secret).slice(1, -1)
  const texts = [secret, quoted]
  const base64 = texts.flatMap((text) =>
    ['', 'a', 'ab', 'Bearer ', 'user:', `{"a":"`].map((before) => {
      const start = Math.ceil((before.length * 4) / 3)
      const encoded = Buffer.from(`${before}${text}`).toString('base64').replace(/=+$/, '')
      // What the neighbours change is cut off at both ends.
      return encoded.slice(start, -2)
    }),
  )
  return [
    ...texts,
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    Buffer.from(secret).toString('hex'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ]
}

/** Which of the disguises stand in a text or in the bytes of a file. */
export function foundIn(where: string | Buffer, secrets: readonly string[] = [CANARY]): string[] {
  return secrets.flatMap((secret) => disguisesOfCanary(secret)).filter((disguise) => where.includes(disguise))
}
