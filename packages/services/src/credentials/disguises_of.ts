/**
 * The forms in which a secret is likely to turn up: as it is, in JSON (once and twice), percent-encoded, as a form
 * field, in HTML, in hex, and in base64 at each of the three places where it can begin in the bytes around it. Of
 * base64, only the characters that the secret alone decides are given, so that any neighbours and any padding match.
 */
export function disguisesOf(secret: string): string[] {
  const quoted = JSON.stringify(secret).slice(1, -1)
  const texts = new Set([
    secret,
    quoted,
    quoted.replaceAll('/', '\\/'),
    JSON.stringify(quoted).slice(1, -1),
    ascii(secret),
    ...percentEncoded(secret),
    ...htmlEscaped(secret),
  ])
  const hex = Buffer.from(secret).toString('hex')
  const found = new Set([...texts, hex, hex.toUpperCase()])
  for (const text of texts)
    for (const core of base64Cores(text)) {
      found.add(core)
      found.add(core.replaceAll('+', '-').replaceAll('/', '_'))
      for (const encoded of percentEncoded(core)) found.add(encoded)
      found.add(core.replaceAll('/', '\\/'))
    }
  return [...found].filter((text) => text.length >= 6)
}

/** JSON as some servers write it: whatever is not ASCII as `\u00e9`. */
const ascii = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

function percentEncoded(text: string): string[] {
  // A lone half of a character pair cannot be encoded.
  const whole = text.toWellFormed()
  const strict = encodeURIComponent(whole).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const forms = [
    encodeURIComponent(whole),
    strict,
    encodeURI(whole),
    new URLSearchParams([['', whole]]).toString().slice(1),
  ]
  const lower = forms.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))
  // Every byte as a code, as few but some do.
  const every = Buffer.from(whole)
    .toString('hex')
    .replaceAll(/../g, (pair) => `%${pair}`)
  return [...new Set([...forms, ...lower, every, every.toUpperCase()])]
}

function htmlEscaped(text: string): string[] {
  const basic = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quotes = basic.replaceAll('"', '&quot;')
  return [basic, quotes, quotes.replaceAll("'", '&#39;'), quotes.replaceAll("'", '&#x27;')]
}

function base64Cores(text: string): string[] {
  const bytes = Buffer.from(text)
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const whole = Math.floor(((before + bytes.length) * 8) / 6)
    return encoded.slice(Math.ceil((before * 8) / 6), whole)
  })
}
