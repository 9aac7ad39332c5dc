/**
 * Splits text into sentences. A line that is wrapped goes on in the next one; an empty line, and the start of a list
 * item, a heading or a row of a table, ends a sentence too.
 */
export function sentencesOf(text: string): string[] {
  return blocksOf(text)
    .flatMap((block) => block.split(/(?<=[.!?…。！？]["')\]]*)\s+/u))
    .map((sentence) => sentence.replace(/^[\s>*•#|-]+|[\s|]+$/g, ''))
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
}

/** Runs of lines that belong together, each joined to one line. */
function blocksOf(text: string): string[] {
  const blocks: string[] = []
  let isOpen = false
  for (const line of text.split('\n')) {
    const words = line.trim()
    const last = blocks.length - 1
    if (isOpen && words !== '' && !STARTS_BLOCK.test(words)) blocks[last] = `${blocks[last]} ${words}`
    else if (words !== '') blocks.push(words)
    isOpen = words !== '' && !ENDS_BLOCK.test(words)
  }
  return blocks
}

const STARTS_BLOCK = /^(?:[-*•+>#|]|\d+[.)]\s|[\p{L}\p{N}][\p{L}\p{N} _-]{0,40}:(?:\s|$))/u
/** A heading, a row of a table, or a label that stands alone. */
const ENDS_BLOCK = /^#|\|$|:$/

/** The words of a text that carry meaning, lower-case, without common endings. */
export function termsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.filter((word) => !STOP_WORDS.has(word)).map(stem)
}

/** How well each text answers the query: BM25 over the texts themselves. */
export function scores(query: string, texts: readonly string[]): number[] {
  const wanted = new Set(termsOf(query))
  const bags = texts.map(termsOf)
  const average = bags.reduce((sum, bag) => sum + bag.length, 0) / Math.max(1, bags.length)
  const holders = (term: string) => bags.filter((bag) => bag.includes(term)).length
  const weights = new Map(
    [...wanted].map((term) => [term, Math.log(1 + bags.length / (0.5 + holders(term)))]),
  )
  return bags.map((bag) => {
    let score = 0
    for (const [term, weight] of weights) {
      const count = bag.filter((word) => word === term).length
      score += (weight * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * bag.length) / Math.max(1, average)))
    }
    return score
  })
}

/** Indices of the best texts, in the order of the texts; only those that have something in common with the query. */
export function best(query: string, texts: readonly string[], count: number): number[] {
  const found = scores(query, texts)
  const top = Math.max(0, ...found)
  return found
    .map((score, index) => ({ score, index }))
    .filter(({ score }) => score > 0 && score >= top * 0.4)
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count)
    .map(({ index }) => index)
    .toSorted((a, b) => a - b)
}

const stem = (word: string): string =>
  word.length > 4 ? word.replace(/(?:ingly|edly|ing|ies|ied|ed|es|s|ly)$/, '') : word.replace(/s$/, '')

const STOP_WORDS = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have how i if in into is it its me my ' +
    'no not of on or our so tell than that the their them then there these they this to was we were what when where ' +
    'which who whom whose why will with would you your please about answer question context following text give'
  ).split(' '),
)
