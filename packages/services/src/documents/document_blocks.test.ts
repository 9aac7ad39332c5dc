import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fromBlock, toBlocks } from './document_blocks.ts'
import { documentId } from './document_id.ts'

const shared = { media_type: 'text/csv', source: 'a.csv' }
const name = fc.oneof(fc.constantFrom('row', 'title', 'source', '__proto__', '2020', '7'), fc.string())
const part = fc.record({
  key: fc.string(),
  text: fc.string(),
  metadata: fc
    .array(fc.tuple(name, fc.jsonValue()), { maxLength: 4 })
    .map((entries) => Object.fromEntries(entries)),
})

describe('documents between processes', () => {
  it('arrive as they were sent, where they are from before what they say of it', () => {
    const law = fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const arrived = toBlocks(parts as never, 'a.csv').flatMap((block) =>
        fromBlock(structuredClone(block), shared),
      )
      const expected = parts.map(({ key, text, metadata }) => ({
        id: documentId('a.csv', key),
        text,
        metadata: { ...metadata, ...shared },
      }))
      assert.deepEqual(arrived, expected)
      assert.equal(JSON.stringify(arrived), JSON.stringify(expected))
    })
    fc.assert(law, { numRuns: 500 })
  })

  it('are one block where their metadata have the same names', () => {
    const rows = Array.from({ length: 2000 }, (_, row) => ({
      key: `row ${row}`,
      text: 'x',
      metadata: { row },
    }))
    assert.equal(toBlocks(rows, 'a.csv').length, 1)
  })
})
