import { isStopWord, termsOf } from './terms_of.ts'

/** What the vectors of words are, for screens and records. */
export const LEXICAL = {
  id: 'lexical',
  dimensions: 384,
  description:
    'No language model: words and parts of words, hashed. Finds the same and similar words, not the same meaning. ' +
    'In process; needs no key and no network.',
} as const

/** Share of the parts of words beside the words. */
const PARTS_WEIGHT = 0.7
const STOP_WORD_WEIGHT = 0.1

/**
 * The text as a vector of length 1 (L2), the same for the same text on every machine; of zeros where there is no word
 * in it. Words count by how often they stand there, dampened; `weightOf` says how much a word tells, by default less
 * for the words of every text.
 */
export const lexicalVector = (text: string, weightOf?: (term: string) => number): Float32Array =>
  vectorOfTerms(
    termsOf(text).map(({ term }) => term),
    weightOf,
  )

/** The same of the terms of a text, as `termsOf` gives them. */
export function vectorOfTerms(
  terms: Iterable<string>,
  weightOf: (term: string) => number = usualWeight,
): Float32Array {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  const vector = new Float32Array(LEXICAL.dimensions)
  for (const [term, count] of counts) {
    const weight = (1 + Math.log(count)) * weightOf(term)
    addTerm(vector, placesOf(term), weight)
  }
  return normalised(vector)
}

const usualWeight = (term: string): number => (isStopWord(term) ? STOP_WORD_WEIGHT : 1)

/** The word, and its parts, which together count as much whatever their number. */
function addTerm(vector: Float32Array, places: Int16Array, weight: number): void {
  const partWeight = (weight * PARTS_WEIGHT) / Math.sqrt(places.length - 1)
  for (let at = 0; at < places.length; at++) add(vector, places[at] ?? 0, at === 0 ? weight : partWeight)
}

/** From 1; negative where it is taken away: features that share a place cancel out instead of adding up. */
function add(vector: Float32Array, place: number, weight: number): void {
  const at = Math.abs(place) - 1
  vector[at] = (vector[at] ?? 0) + (place > 0 ? weight : -weight)
}

/** A collection has few words of its own: nearly all were met before. */
const known = new Map<string, Int16Array>()
const MAX_KNOWN = 20_000
/** A longer part of a text may hold on to all of it, as V8 has it. */
const MAX_KNOWN_LENGTH = 12

function placesOf(term: string): Int16Array {
  if (term.length > MAX_KNOWN_LENGTH) return Int16Array.from(findPlaces(term))
  const found = known.get(term)
  if (found) return found
  if (known.size >= MAX_KNOWN) known.clear()
  const places = Int16Array.from(findPlaces(term))
  known.set(term, places)
  return places
}

/** Of the word, and of its runs of three and four UTF-16 units, with marks where it begins and ends. */
function findPlaces(term: string): number[] {
  const places = [placeOf(hashOf(term, 0, term.length, WHOLE))]
  const marked = `<${term}>`
  for (const length of [3, 4])
    for (let start = 0; start + length <= marked.length; start++)
      places.push(placeOf(hashOf(marked, start, start + length, PART)))
  return places
}

const placeOf = (hash: number): number => (((hash >>> 1) % LEXICAL.dimensions) + 1) * (hash & 1 ? 1 : -1)

const WHOLE = 0x811c9dc5
const PART = 0x9747b28c

/** FNV-1a over UTF-16 units, its bits mixed once more, for its lowest ones alone are uneven. */
function hashOf(text: string, start: number, end: number, seed: number): number {
  let hash = seed
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function normalised(vector: Float32Array): Float32Array {
  let square = 0
  for (const part of vector) square += part * part
  if (square === 0) return vector
  const length = Math.sqrt(square)
  for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) / length
  return vector
}
