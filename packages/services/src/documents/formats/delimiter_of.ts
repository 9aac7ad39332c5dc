import Papa from 'papaparse'

/**
 * The most telling first: where several fit, a comma may stand in numbers, as in `3,50;4`, and a semicolon seldom in
 * every row of a table of commas.
 */
const DELIMITERS = ['\t', ';', '|', ','] as const
const SAMPLE_ROWS = 50

/** What stands between the columns of a table: what cuts most of its first rows into equally many, more than one. */
export function delimiterOf(text: string): string {
  const sample = firstRows(text)
  const fits = DELIMITERS.map((delimiter) => ({ delimiter, share: shareOf(sample, delimiter) }))
  const best = Math.max(...fits.map(({ share }) => share))
  return best > 0 ? (fits.find(({ share }) => share === best)?.delimiter ?? ',') : ','
}

/** The rows that have as many columns as most, 0 to 1; 0 where that is one, or where quotation marks do not fit. */
function shareOf(text: string, delimiter: string): number {
  const { data, errors } = Papa.parse<string[]>(text, {
    delimiter,
    newline: '\n',
    preview: SAMPLE_ROWS,
    skipEmptyLines: 'greedy',
  })
  if (errors.some(({ type }) => type === 'Quotes')) return 0
  const widths = Map.groupBy(data, ({ length }) => length)
  const [width, rows] = [...widths].reduce(
    (most, next) => (next[1].length > most[1].length ? next : most),
    [0, [] as string[][]],
  )
  return width > 1 ? rows.length / data.length : 0
}

/** The library cuts all of a text without quotation marks into lines, of which only the first are looked at. */
function firstRows(text: string): string {
  let end = -1
  for (let row = 0; row <= SAMPLE_ROWS; row += 1) {
    end = text.indexOf('\n', end + 1)
    if (end < 0) return text
  }
  const rows = text.slice(0, end)
  return rows.includes('"') ? text : rows
}
