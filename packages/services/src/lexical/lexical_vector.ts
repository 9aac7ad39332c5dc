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
export function lexicalVector(text: string, weightOf: (term: string) => number = usualWeight): Float32Array {
  const counts = new Map<string, number>()
  for (const { term } of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1)
  const vector = new Float32Array(LEXICAL.dimensions)
  for (const [term, count] of counts) {
    const weight = (1 + Math.log(count)) * weightOf(term)
    add(vector, hashOf(term, 0, term.length, WHOLE), weight)
    addParts(vector, `<${term}>`, weight * PARTS_WEIGHT)
  }
  return normalised(vector)
}

const usualWeight = (term: string): number => (isStopWord(term) ? STOP_WORD_WEIGHT : 1)

/** Runs of three and four UTF-16 units, with marks where the word begins and ends. */
function addParts(vector: Float32Array, marked: string, weight: number): void {
  const count = Math.max(1, 2 * marked.length - 5)
  for (const length of [3, 4])
    for (let start = 0; start + length <= marked.length; start++)
      add(vector, hashOf(marked, start, start + length, PART), weight / Math.sqrt(count))
}

function add(vector: Float32Array, hash: number, weight: number): void {
  const at = (hash >>> 1) % vector.length
  // The sign lets features that share a place cancel out instead of adding up.
  vector[at] = (vector[at] ?? 0) + (hash & 1 ? weight : -weight)
}

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
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((part) => part / length)
}
