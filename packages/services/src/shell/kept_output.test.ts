import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { keptOutput } from './kept_output.ts'

test('what is within the limit is whole; of more, beginning and end are kept and the rest is counted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme-ascii' })),
      fc.integer({ min: 1, max: 50 }),
      (pieces, limit) => {
        const kept = keptOutput(limit)
        for (const piece of pieces) kept.push(Buffer.from(piece))
        const whole = pieces.join('')
        if (whole.length <= limit) return assert.equal(kept.text(), whole)
        const head = whole.slice(0, Math.ceil(limit / 2))
        const tail = whole.slice(whole.length - Math.floor(limit / 2))
        assert.equal(kept.text(), `${head}\n… ${whole.length - limit} bytes are left out …\n${tail}`)
      },
    ),
  )
})
