import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type ChunkOptions, chunkText, STRATEGIES } from './chunk_text.ts'
import { countTokens } from './token_pieces.ts'

const signal = new AbortController().signal
const base: ChunkOptions = { strategy: 'fixed', size: 40, overlap: 0, min_size: 0, break_share: 0.2, signal }
const chunk = async (text: string, options: Partial<ChunkOptions>) =>
  (await chunkText(text, { ...base, ...options })).map(({ start, end }) => text.slice(start, end))

/** Characters of many code points, scripts without spaces, line ends of all kinds, and Markdown. */
const bit = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('tea', 'Leaves ', 'water. ', ' and', ', ', '? ', '\n', '\n\n', ' '),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '👨‍👩‍👧‍👦',
      '🇩🇪🇫🇷',
      'e\u0301',
      '한국',
      'ᄒ\u1161\u11ab',
      'नमस्ते',
      'กำ',
      '你好。',
      '𝒳',
      '\r\n',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('# A\n', '## B b\n', '```\ncode\n```\n', '| a | b |\n|---|---|\n', '- item\n'),
  },
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)
const texts = fc.array(bit, { maxLength: 60 }).map((bits) => bits.join(''))
const limits = fc.record({
  size: fc.integer({ min: 10, max: 80 }),
  share: fc.double({ min: 0, max: 0.9, noNaN: true }),
  min: fc.integer({ min: 0, max: 40 }),
})

for (const strategy of STRATEGIES)
  describe(`chunks by ${strategy}`, () => {
    it('are parts of the text, within the size, that together hold all of it', async () => {
      const law = fc.asyncProperty(texts, limits, async (text, { size, share, min }) => {
        const overlap = Math.floor(size * share)
        const options = { ...base, strategy, size, overlap, min_size: Math.min(min, Math.floor(size / 2)) }
        const spans = await chunkText(text, options)
        const measure = (from: number, to: number) =>
          strategy === 'token' ? countTokens(text.slice(from, to)) : to - from
        const places = boundariesOf(text)
        let reached = 0
        let last = { start: -1, end: -1 }
        for (const span of spans) {
          assert.ok(measure(span.start, span.end) <= size, 'size')
          assert.equal(text.slice(reached, Math.max(reached, span.start)).trim(), '', 'covers')
          assert.ok(span.start > last.start && span.end > last.end, 'goes on')
          if (span.start < last.end) assert.ok(measure(span.start, last.end) <= overlap, 'overlap')
          for (const place of [span.start, span.end])
            assert.ok(
              places.has(place) || isLong(text, place, size, strategy === 'token'),
              `cuts a character at ${place}`,
            )
          reached = span.end
          last = span
        }
        assert.equal(text.slice(reached).trim(), '', 'covers the end')
      })
      await fc.assert(law, { numRuns: 400 })
    })
  })

function boundariesOf(text: string): Set<number> {
  const places = new Set([text.length])
  for (const { index } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text))
    places.add(index)
  return places
}

/** A character that alone is above the size may be cut, between code points. */
function isLong(text: string, place: number, size: number, tokens: boolean): boolean {
  const whole = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text).containing(place)
  const cost = tokens ? countTokens(whole?.segment ?? '') : (whole?.segment.length ?? 0)
  const unit = text.charCodeAt(place)
  return cost > size && !(unit >= 0xdc00 && unit <= 0xdfff && /[\ud800-\udbff]/.test(text.charAt(place - 1)))
}

describe('the place of a cut', () => {
  it('is the most welcome separator', async () => {
    const text = 'One two three.\n\nFour five six seven. Eight nine ten.\nEleven'
    assert.deepEqual(await chunk(text, { strategy: 'recursive', size: 30 }), [
      'One two three.',
      'Four five six seven.',
      'Eight nine ten.\nEleven',
    ])
    assert.deepEqual(
      await chunk('a1|b2|c3|d4|e5|f6', { strategy: 'recursive', size: 10, separators: ['|'] }),
      ['a1|b2|c3|', 'd4|e5|f6'],
    )
  })

  it('leaves words whole where an overlap begins', async () => {
    const chunks = await chunk('alpha beta gamma delta epsilon zeta', {
      strategy: 'recursive',
      size: 20,
      overlap: 8,
    })
    assert.deepEqual(chunks, ['alpha beta gamma', 'gamma delta epsilon', 'epsilon zeta'])
  })

  it('leaves no crumb at the end', async () => {
    const lengths = (await chunk('x'.repeat(82), { size: 40, min_size: 20 })).map(({ length }) => length)
    assert.deepEqual(lengths, [40, 22, 20])
  })

  it('leaves sentences whole, over wrapped lines too', async () => {
    const text = 'Tea is a\ndrink. It is made of leaves. Milk is not.\n- one\n- two'
    assert.deepEqual(await chunk(text, { strategy: 'sentence', size: 36 }), [
      'Tea is a\ndrink.',
      'It is made of leaves. Milk is not.',
      '- one\n- two',
    ])
  })

  it('is at headings, whose path a chunk bears, and not in code or tables', async () => {
    const text =
      '# Tea\n\n## Green\n\nFresh.\n\n```js\n# no heading\n\nrun()\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n# Milk\nCold.'
    const spans = await chunkText(text, { ...base, strategy: 'markdown', size: 60 })
    assert.deepEqual(
      spans.map(({ start, end, heading }) => [text.slice(start, end), heading]),
      [
        ['# Tea\n\n## Green\n\nFresh.\n\n```js\n# no heading\n\nrun()\n```', 'Tea'],
        ['| a | b |\n|---|---|\n| 1 | 2 |', 'Tea > Green'],
        ['# Milk\nCold.', 'Milk'],
      ],
    )
  })

  it('is where the text turns to something else', async () => {
    const tea = ['Green leaves make light tea.', 'Black leaves make strong tea.', 'Leaves of tea need water.']
    const ships = [
      'A harbour shelters many ships.',
      'Ships leave the harbour at dawn.',
      'The harbour master counts ships.',
    ]
    const text = [...tea, ...ships].join(' ')
    const options = { strategy: 'semantic', size: 500 } as const
    assert.deepEqual(await chunk(text, options), [tea.join(' '), ships.join(' ')])
    const similarities = async () => [1, 0.9, 0.9, 0.9, 0.1, 0.9]
    assert.deepEqual(await chunk(text, { ...options, similarities }), [
      [...tea, ships[0]].join(' '),
      ships.slice(1).join(' '),
    ])
  })

  it('counts tokens where it is told to', async () => {
    const chunks = await chunk('one two three four five six seven eight nine ten eleven', {
      strategy: 'token',
      size: 10,
      overlap: 2,
    })
    assert.deepEqual(chunks, ['one two three four five six seven eight nine ten', 'nine ten eleven'])
    assert.equal(
      chunks.every((text) => countTokens(text) <= 10),
      true,
    )
  })
})

describe('long texts', () => {
  for (const strategy of STRATEGIES)
    it(`are cut by ${strategy} while others have their turn`, async () => {
      const text = 'The leaves are picked by hand, dried, and rolled.\nThen they rest. '.repeat(8000)
      const state = { turns: 0, done: false }
      const work = chunkText(text, { ...base, strategy, size: 400, overlap: 40 }).finally(
        () => (state.done = true),
      )
      while (!state.done) {
        await new Promise((resolve) => setImmediate(resolve))
        state.turns += 1
      }
      assert.ok((await work).length > 200)
    })

  it('have the sentences that each of their parts has', async () => {
    const part =
      'Tea is a drink. It is, e.g. in\nthe hills, made of leaves.\n\n- one\n- two\n\nMilk is not. Cold'
    const options = { strategy: 'sentence', size: 12, overlap: 0 } as const
    const once = await chunk(part, options)
    const many = await chunk(Array.from({ length: 3000 }, () => part).join('\n\n'), options)
    assert.deepEqual(many, Array.from({ length: 3000 }, () => once).flat())
  })

  it('without an end of a sentence, or with a heading of signs alone, are cut all the same', async () => {
    const words = await chunk('tea and water '.repeat(60_000), { strategy: 'sentence', size: 100 })
    assert.equal(words.join(' ').length, 'tea and water '.length * 60_000 - 1)
    const signs = await chunk(`# ${'#'.repeat(300_000)}x`, { strategy: 'markdown', size: 1000 })
    assert.equal(signs.join('').length, 300_003)
  })

  it('are left when they are no longer wanted', async () => {
    const stop = new AbortController()
    const work = chunkText('Tea. '.repeat(400_000), { ...base, strategy: 'sentence', signal: stop.signal })
    stop.abort()
    await assert.rejects(work, { code: 'aborted' })
  })

  it('of a single character of many marks end', async () => {
    const chunks = await chunk(`a${'\u0301'.repeat(5000)}`, { size: 100 })
    assert.equal(chunks.join('').length, 5001)
  })
})
