import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LEXICAL, lexicalVector, vectorOfTerms } from './lexical_vector.ts'
import { stem } from './stem.ts'
import { queryTerms, termsOf } from './terms_of.ts'

const words = (text: string) => termsOf(text).map(({ term }) => term)
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, part, at) => sum + part * (b[at] ?? 0), 0)
const likeness = (a: string, b: string) => dot(lexicalVector(a), lexicalVector(b))

test('stems as Porter gives them', () => {
  const pairs =
    'caresses caress, ponies poni, agreed agre, plastered plaster, motoring motor, hopping hop, filing file, ' +
    'happy happi, sky sky, relational relat, digitizer digit, operator oper, electrical electr, adoption adopt, ' +
    'replacement replac, controlling control, probate probat, rate rate, cease ceas'
  for (const [word = '', expected] of pairs.split(', ').map((pair) => pair.split(' ')))
    assert.equal(stem(word), expected)
})

test('words of any script, without case and accents', () => {
  assert.deepEqual(words('Café ﬁnds naïve MÜLLER’S 42nd'), ['cafe', 'find', 'naiv', 'muller', 's', '42nd'])
  assert.deepEqual(words('東京都 ok 京'), ['東京', '京都', 'ok', '京'])
  assert.deepEqual(words('हिन्दी'), ['हिन्दी'], 'the vowel signs of other scripts stay')
})

test('a name in camel case is found by its parts and as a whole', () => {
  assert.deepEqual(words('maxRetries'), ['maxretri', 'max', 'retri'])
})

test('the words that stand in every text are left out of a query unless it has no others', () => {
  assert.deepEqual(queryTerms('What is the price of tea?'), ['price', 'tea'])
  assert.deepEqual(queryTerms('to be or not to be'), ['to', 'be', 'or', 'not'])
})

test('each term says where it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      for (const { term, start, end } of termsOf(text)) {
        assert.ok(0 <= start && start < end && end <= text.length)
        assert.ok(words(text.slice(start, end)).includes(term))
      }
    }),
  )
})

test('vectors are of length 1, or of zeros where there is no word', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      const vector = lexicalVector(text)
      assert.equal(vector.length, LEXICAL.dimensions)
      const length = Math.hypot(...vector)
      assert.ok(length === 0 || Math.abs(length - 1) < 1e-4)
      if (words(text).length > 0) assert.ok(length > 0.9)
    }),
  )
})

test('the vector of a text is the same on every machine', () => {
  const places = [...lexicalVector('fox')].flatMap((part, at) => (part === 0 ? [] : [at]))
  // Vectors are kept on disk: a change of them asks for another name of the model.
  assert.deepEqual(places, [53, 66, 109, 146, 272, 345])
})

test('texts with the same or similar words are nearer than others', () => {
  const query = 'How do I cancel my subscription?'
  const near = likeness(query, 'Subscriptions can be cancelled at any time in the settings.')
  const far = likeness(query, 'The harbour is closed to ships in winter.')
  assert.ok(near > far + 0.2, `${near} against ${far}`)
  assert.ok(
    likeness('Donaudampfschiff', 'Dampfschiff auf der Donau') > likeness('Donaudampfschiff', 'Ein Fahrrad'),
  )
})

test('words that were met before are read as they were the first time', () => {
  const text = 'HttpRequest asks 茶道tea ชาร้อน naïveté and HttpRequest, counting countingHouses'
  const first = termsOf(text)
  assert.deepEqual(
    first.slice(0, 8).map(({ term }) => term),
    ['httprequest', 'http', 'request', 'ask', '茶道', 'tea', 'ชา', 'าร'],
  )
  assert.deepEqual(termsOf(text), first)
  assert.deepEqual(lexicalVector(text), lexicalVector(text))
  assert.deepEqual(vectorOfTerms(first.map(({ term }) => term)), lexicalVector(text))
})
