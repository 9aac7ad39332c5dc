import { stem } from './stem.ts'

/** A word as it is looked for: without case, accents and common endings. */
export interface Term {
  term: string
  /** Offsets in UTF-16 units of where it stands in the text. */
  start: number
  end: number
}

/**
 * The words of a text in any script, in their order. Scripts that are written without spaces give each two neighbouring
 * characters; a name in camel case gives its parts beside the whole.
 */
export function termsOf(text: string): Term[] {
  const terms: Term[] = []
  for (const match of text.matchAll(WORDS)) {
    const [word] = match
    if (isUnspaced(word)) terms.push(...pairsOf(word, match.index))
    else pushNames(terms, word, match.index)
  }
  return terms
}

/** The distinct terms of a query: those that carry meaning, or all where none does. At most 64. */
export function queryTerms(query: string): string[] {
  const terms = [...new Set(termsOf(query).map(({ term }) => term))]
  const telling = terms.filter((term) => !isStopWord(term))
  return (telling.length > 0 ? telling : terms).slice(0, 64)
}

export const isStopWord = (term: string): boolean => STOP_WORDS.has(term)

const UNSPACED_SCRIPTS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
const WORDS = new RegExp(`[[\\p{L}\\p{M}\\p{N}]--[${UNSPACED_SCRIPTS}]]+|[${UNSPACED_SCRIPTS}]+`, 'gv')
const UNSPACED = new RegExp(`^[${UNSPACED_SCRIPTS}]`, 'u')
/** Thai, the first of them; nearly all words begin before it. */
const FIRST_UNSPACED = 0x0e00
const LOWER_THEN_UPPER = /(?<=\p{Ll})(?=\p{Lu})/u

const isUnspaced = (word: string): boolean => word.charCodeAt(0) >= FIRST_UNSPACED && UNSPACED.test(word)

function pairsOf(run: string, start: number): Term[] {
  const characters = [...run]
  if (characters.length === 1) return [{ term: folded(run), start, end: start + run.length }]
  let at = start
  return characters.slice(0, -1).map((character, index) => {
    const pair = character + characters[index + 1]
    const term = { term: folded(pair), start: at, end: at + pair.length }
    at += character.length
    return term
  })
}

function pushNames(terms: Term[], word: string, start: number): void {
  const { term, parts } = knownWord(word)
  terms.push({ term, start, end: start + word.length })
  let at = start
  for (const part of parts) {
    terms.push({ term: part.term, start: at, end: at + part.length })
    at += part.length
  }
}

interface KnownWord {
  term: string
  /** Of a name in camel case. */
  parts: readonly { term: string; length: number }[]
}

/** A text has few words of its own: nearly all were met before. */
const known = new Map<string, KnownWord>()
const MAX_KNOWN = 20_000
/** A longer part of a text may hold on to all of it, as V8 has it. */
const MAX_KNOWN_LENGTH = 12

function knownWord(word: string): KnownWord {
  if (word.length > MAX_KNOWN_LENGTH) return readWord(word)
  const found = known.get(word)
  if (found) return found
  if (known.size >= MAX_KNOWN) known.clear()
  const read = readWord(word)
  known.set(word, read)
  return read
}

function readWord(word: string): KnownWord {
  const parts = word.split(LOWER_THEN_UPPER)
  return {
    term: stem(folded(word)),
    parts: parts.length === 1 ? [] : parts.map((part) => ({ term: stem(folded(part)), length: part.length })),
  }
}

/** What is longer is no word but data. */
const MAX_WORD = 64

/** Compatible forms, case and accents of Latin, Greek and Cyrillic are one; the vowel signs of other scripts stay. */
const folded = (word: string): string =>
  /^[a-z]{1,40}$/.test(word)
    ? word
    : word
        .slice(0, MAX_WORD)
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[\u0300-\u036f]/g, '')
        .normalize('NFC')

/** Stems of the words that stand in every text. */
const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it ' +
    'its me my no not of on or our she should so such than that the their them then there these they this those to us ' +
    'was we were what when where which while who whom whose why will with would you your'
  )
    .split(' ')
    .map(stem),
)
