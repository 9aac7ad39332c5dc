import type { JsonObject } from '@llamanexus/workflow'
import Papa from 'papaparse'
import { columnNames } from '../column_names.ts'
import { decodeText } from '../decode_text.ts'
import { broken, tooLarge } from '../document_failure.ts'
import type { Part, ReadContext } from '../parse_job.ts'
import { type Row, rowParts } from '../row_parts.ts'
import { delimiterOf } from './delimiter_of.ts'

/** Rows as documents. What stands between the columns is found by itself. */
export function readCsv(context: ReadContext): Part[] {
  const { name, limits, split } = context
  const { text: all, encoding } = decodeText(context)
  // A line with which spreadsheets tell each other what stands between the columns.
  const [said = '', separator] = /^sep=([^\n])\n/i.exec(all) ?? []
  const text = all.slice(said.length)
  const { data, errors } = Papa.parse<string[]>(text, {
    delimiter: separator ?? (/\.tsv$/i.test(name) ? '\t' : delimiterOf(text)),
    newline: '\n',
    preview: limits.rows + 2,
    skipEmptyLines: false,
  })
  const quote = errors.find(({ type }) => type === 'Quotes')
  if (quote) throw broken(`Row ${(quote.row ?? 0) + 1} has a quotation mark that is not closed`)
  if (data.length > limits.rows + 1) throw tooLarge(`It has more than ${limits.rows} rows`)
  const first = said === '' ? 1 : 2
  return rowParts(rowsOf(data, split.has_header ?? true, first), split, { metadata: encoding })
}

function rowsOf(data: readonly string[][], hasHeader: boolean, first: number): Row[] {
  const width = data.reduce((widest, cells) => Math.max(widest, cells.length), 0)
  const names = columnNames(hasHeader ? (data[0] ?? []) : [], width)
  const rows: Row[] = []
  data.forEach((cells, at) => {
    if ((hasHeader && at === 0) || cells.every((cell) => cell.trim() === '')) return
    const fields: JsonObject = {}
    for (let column = 0; column < cells.length; column += 1) fields[names[column] ?? ''] = cells[column] ?? ''
    rows.push({ number: at + first, fields })
  })
  return rows
}
