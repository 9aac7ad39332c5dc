import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NodeError } from '@llamanexus/node-sdk'
import { createSimulatedClock } from '@llamanexus/testing'
import { createIndexing, type IndexingParts } from './indexing.ts'

/** Indexing whose documents are read when the test says so, and what was kept of each. */
function indexingWorld(upsert?: IndexingParts['knowledge']['upsert']) {
  const clock = createSimulatedClock()
  const kept: string[] = []
  const reading = new Map<string, PromiseWithResolvers<void>>()
  const indexing = createIndexing({
    clock,
    documents: {
      async parse({ bytes, signal }) {
        const text = Buffer.from(bytes).toString()
        const gate = Promise.withResolvers<void>()
        reading.set(text, gate)
        signal?.addEventListener('abort', () => gate.reject(signal.reason))
        await gate.promise
        return [{ id: 'd', text, metadata: { source: 'x' } }]
      },
    },
    split: async (text) => (text.trim() === '' ? [] : [{ start: 0, end: text.length }]),
    knowledge: {
      upsert:
        upsert ??
        (async ({ chunks }) => {
          kept.push(...chunks.map(({ text }) => text))
          return { documents: 1, chunks: chunks.length }
        }),
    },
    report: (error) => assert.fail(String(error)),
  })
  const add = (name: string, text: string) => indexing.start('tea', { name, text }).id
  const read = async (text: string) => {
    while (!reading.has(text)) await new Promise(setImmediate)
    reading.get(text)?.resolve()
  }
  const ended = async (id: string) => {
    await indexing.wait(id, 60_000)
    return indexing.get('tea', id)?.status
  }
  return { indexing, clock, kept, add, read, ended }
}

describe('indexing', () => {
  it('of a document that is sent again goes on with the last one alone', async () => {
    const { kept, add, read, ended } = indexingWorld()
    const ids = ['one', 'two', 'three'].map((text) => add('a.txt', text))
    await read('three')
    assert.deepEqual(await Promise.all(ids.map(ended)), ['cancelled', 'cancelled', 'done'])
    assert.deepEqual(kept, ['three'])
  })

  it('can be cancelled while it waits for its turn, and what is stopped has ended', async () => {
    const { indexing, kept, add, read, ended } = indexingWorld()
    const [first = '', second = '', third = '', fourth = ''] = ['1', '2', '3', '4'].map((text) =>
      add(`${text}.txt`, text),
    )
    assert.equal(indexing.cancel('tea', fourth), true)
    assert.equal(await ended(fourth), 'cancelled')
    await indexing.stop('tea', '1.txt')
    assert.equal(indexing.get('tea', first)?.status, 'cancelled')
    await read('3')
    assert.equal(await ended(third), 'done')
    await indexing.stop('tea')
    assert.equal(indexing.get('tea', second)?.status, 'cancelled')
    assert.deepEqual(kept, ['3'])
  })

  it('waits where the provider of vectors wants a pause', async () => {
    const asks: string[] = []
    const busy = new NodeError('rate_limited', 'Too many', { retry_after_ms: 7000 })
    const { clock, add, read, ended } = indexingWorld(async ({ collection }) => {
      asks.push(collection)
      if (asks.length < 3) throw busy
      return { documents: 1, chunks: 1 }
    })
    const start = clock.now()
    const id = add('a.txt', 'x')
    await read('x')
    while (asks.length < 3) {
      await new Promise(setImmediate)
      clock.step()
    }
    assert.equal(await ended(id), 'done')
    assert.equal(clock.now() - start, 14_000)
  })

  it('remembers what failed when it forgets what went well', async () => {
    const { indexing, add, read, ended } = indexingWorld()
    const failed = add('empty.txt', ' ')
    await read(' ')
    await ended(failed)
    indexing.cancel('tea', add('cancelled.txt', 'c'))
    for (let at = 0; at < 205; at += 1) {
      const id = add(`${at}.txt`, `text ${at}`)
      await read(`text ${at}`)
      await ended(id)
    }
    const jobs = indexing.list('tea')
    assert.equal(jobs.length, 200)
    assert.equal(jobs.at(-1)?.id, failed)
  })
})
