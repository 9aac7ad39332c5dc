/**
 * The stem of an English word by the algorithm of Porter (1980): `connected`, `connecting` and `connection` share
 * `connect`. Words of other alphabets, with digits, or of up to three letters are left as they are.
 */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word
  const known = stems.get(word)
  if (known !== undefined) return known
  const found = tidyEnd(dropSuffix(shorten(shorten(plainEnd(word), LONG_ENDINGS), ENDINGS)))
  if (stems.size >= MAX_STEMS) stems.clear()
  stems.set(word, found)
  return found
}

/** A text has few words of its own: nearly all were met before. */
const stems = new Map<string, string>()
const MAX_STEMS = 20_000

/** Step 1: plurals and the endings of verbs. */
function plainEnd(word: string): string {
  let left = word
  if (/(?:ss|i)es$/.test(left)) left = left.slice(0, -2)
  else if (/[^s]s$/.test(left)) left = left.slice(0, -1)
  if (left.endsWith('eed')) {
    if (measure(left.slice(0, -3)) > 0) left = left.slice(0, -1)
  } else {
    const [ending] = /(?:ed|ing)$/.exec(left) ?? ['']
    const base = left.slice(0, left.length - ending.length)
    if (ending !== '' && hasVowel(base)) left = mended(base)
  }
  return left.endsWith('y') && hasVowel(left.slice(0, -1)) ? `${left.slice(0, -1)}i` : left
}

/** What is left of a verb as it is written without its ending: `hopping` → `hop`, `filing` → `file`. */
function mended(base: string): string {
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`
  if (/([^aeiouylsz])\1$/.test(base)) return base.slice(0, -1)
  return measure(base) === 1 && endsShort(base) ? `${base}e` : base
}

/** Steps 2 and 3: the first ending that fits is replaced where enough of the word is left. */
function shorten(word: string, endings: readonly (readonly [string, string])[]): string {
  const found = endings.find(([ending]) => word.endsWith(ending))
  if (!found) return word
  const base = word.slice(0, word.length - found[0].length)
  return measure(base) > 0 ? base + found[1] : word
}

const pairs = (text: string): [string, string][] =>
  text.split(' ').map((pair) => pair.split('>') as [string, string])

const LONG_ENDINGS = pairs(
  'ational>ate tional>tion enci>ence anci>ance izer>ize abli>able alli>al entli>ent eli>e ousli>ous ization>ize ' +
    'ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble',
)
const ENDINGS = pairs('icate>ic ative> alize>al iciti>ic ical>ic ful> ness>')

const SUFFIX = /(?:ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|(?<=[st])ion|al|er|ic|ou)$/

/** Step 4. */
function dropSuffix(word: string): string {
  const [ending] = SUFFIX.exec(word) ?? ['']
  const base = word.slice(0, word.length - ending.length)
  return ending !== '' && measure(base) > 1 ? base : word
}

/** Step 5: a last `e`, and a doubled `l`. */
function tidyEnd(word: string): string {
  const base = word.slice(0, -1)
  if (word.endsWith('e') && (measure(base) > 1 || (measure(base) === 1 && !endsShort(base)))) return base
  return word.endsWith('ll') && measure(base) > 1 ? base : word
}

/** `y` after a consonant is a vowel. */
const shapeOf = (word: string): string =>
  word
    .replace(/[aeiou]/g, 'V')
    .replace(/(?<!^)(?<![V])y/g, 'V')
    .replace(/[^V]/g, 'C')

/** How often a consonant follows a vowel. */
const measure = (word: string): number => shapeOf(word).match(/VC/g)?.length ?? 0
const hasVowel = (word: string): boolean => shapeOf(word).includes('V')
const endsShort = (word: string): boolean => shapeOf(word).endsWith('CVC') && !/[wxy]$/.test(word)
