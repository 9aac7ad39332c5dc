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
    if (UNSPACED.test(word)) terms.push(...pairsOf(word, match.index))
    else terms.push(...namesOf(word, match.index))
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
const WORDS = new RegExp(`[${UNSPACED_SCRIPTS}]+|(?:(?![${UNSPACED_SCRIPTS}])[\\p{L}\\p{M}\\p{N}])+`, 'gu')
const UNSPACED = new RegExp(`^[${UNSPACED_SCRIPTS}]`, 'u')
const LOWER_THEN_UPPER = /(?<=\p{Ll})(?=\p{Lu})/u

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

function namesOf(word: string, start: number): Term[] {
  const whole = { term: stem(folded(word)), start, end: start + word.length }
  const parts = word.split(LOWER_THEN_UPPER)
  if (parts.length === 1) return [whole]
  let at = start
  const found = parts.map((part) => {
    const term = { term: stem(folded(part)), start: at, end: at + part.length }
    at += part.length
    return term
  })
  return [whole, ...found]
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
