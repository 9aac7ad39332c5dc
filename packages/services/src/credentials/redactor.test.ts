import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createRedactor, STRUCK } from './redactor.ts'

const knowing = (...secrets: string[]) => {
  const redactor = createRedactor()
  for (const secret of secrets) redactor.add(secret)
  return redactor
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const anySecret = fc
  .string({ minLength: 6, maxLength: 60, unit: 'grapheme' })
  .map((text) => text.toWellFormed())
/** Words that share no character with `base64` of anything are not needed: what must go is the secret, not the rest. */
const anyText = fc.string({ maxLength: 30 })

const disguises: Record<string, (secret: string, before: string, after: string) => string> = {
  raw: (secret) => secret,
  json: (secret) => JSON.stringify(secret).slice(1, -1),
  'json in json': (secret) => JSON.stringify(JSON.stringify(secret)).slice(1, -1),
  percent: encodeURIComponent,
  'percent, lower case': (secret) =>
    encodeURIComponent(secret).replaceAll(/%../g, (code) => code.toLowerCase()),
  form: (secret) => new URLSearchParams([['', secret]]).toString().slice(1),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  base64,
  'base64 unpadded': (secret) => base64(secret).replaceAll('=', ''),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'base64 of what is around it': (secret, before, after) => base64(before + secret + after),
  'base64 of JSON': (secret, before, after) => base64(JSON.stringify([before, secret, after])),
  'a Basic pair': (secret, before) => `Basic ${base64(`${before}:${secret}`)}`,
}

/** What would still give the secret away: itself, or its base64 with whatever the neighbours change cut off. */
const isToldBy = (text: string, secret: string): boolean =>
  text.includes(secret) ||
  text.includes(encodeURIComponent(secret)) ||
  text.includes(base64(secret).slice(0, -4))

describe('redactor', () => {
  it('strikes a secret out in every disguise', () => {
    fc.assert(
      fc.property(
        anySecret.filter((secret) => Buffer.from(secret).length >= 6),
        anyText,
        anyText,
        fc.constantFrom(...Object.keys(disguises)),
        (secret, before, after, name) => {
          const worn = disguises[name]?.(secret, before, after) ?? ''
          const struck = knowing(secret).text(`${before}${worn}${after}`)
          assert.ok(struck.includes(STRUCK), `${name}: ${struck}`)
          if (!name.startsWith('base64 of') && !name.startsWith('a Basic'))
            assert.ok(!struck.includes(worn), name)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('gives the same for a text in pieces, wherever it is cut', () => {
    fc.assert(
      fc.property(
        anySecret,
        fc.array(fc.oneof(fc.constant(null), anyText), { maxLength: 6 }),
        fc.array(fc.nat(20), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...Object.keys(disguises)),
        (secret, parts, cuts, name) => {
          const redactor = knowing(secret, 'another secret')
          const text = parts.map((part) => part ?? disguises[name]?.(secret, 'x', 'yz')).join('')
          const stream = redactor.stream()
          const shown: string[] = []
          let at = 0
          for (let turn = 0; at < text.length; turn += 1) {
            const size = Math.max(1, cuts[turn % cuts.length] ?? 1)
            shown.push(stream.push(text.slice(at, at + size)))
            at += size
          }
          shown.push(stream.flush())
          // Stretches that touch are one in the whole text and may be two in pieces.
          const plain = (struck: string) => struck.replaceAll(/•+/g, '•')
          assert.equal(plain(shown.join('')), plain(redactor.text(text)))
          assert.ok(!shown.some((piece) => isToldBy(piece, secret)))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('holds back only what could be the start of a secret', () => {
    const stream = knowing('sk-canary-0123456789').stream()
    assert.equal(stream.push('the key is sk-can'), 'the key is ')
    assert.equal(stream.push('dy, not'), 'sk-candy, not')
    assert.equal(stream.push(' sk-canary-01234'), ' ')
    assert.equal(stream.push('56789!'), `${STRUCK}!`)
    assert.equal(stream.push(' s'), ' ')
    assert.equal(stream.flush(), 's')
  })

  it('looks into values, at the names of fields and at numbers, and copies only what it changes', () => {
    const redactor = knowing('canary-secret', '12345678')
    const same = { deep: [{ a: 'b' }, 1, null, true] }
    assert.equal(redactor.json(same), same)
    assert.deepEqual(redactor.json({ 'x canary-secret': [{ a: 'is canary-secret!', n: 12345678 }], b: 1 }), {
      [`x ${STRUCK}`]: [{ a: `is ${STRUCK}!`, n: STRUCK }],
      b: 1,
    })
  })

  it('covers secrets that overlap as a whole', () => {
    const redactor = knowing('abcdefgh', 'efghijkl')
    assert.equal(redactor.text('-abcdefghijkl-'), `-${STRUCK}-`)
  })

  it('leaves all alone as long as it knows nothing, and short values always', () => {
    const redactor = createRedactor()
    assert.equal(redactor.is_active, false)
    redactor.add('12345')
    redactor.add('')
    assert.equal(redactor.is_active, false)
    const value = { a: '12345' }
    assert.equal(redactor.json(value), value)
    const stream = redactor.stream()
    assert.equal(stream.push('12345'), '12345')
    redactor.add('canary')
    assert.equal(redactor.is_active, true)
    assert.equal(stream.push('can'), '')
    assert.equal(stream.push('ary'), STRUCK)
  })
})
