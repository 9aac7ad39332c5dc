import type { JsonObject } from '@llamanexus/workflow'
import Excel from 'exceljs'
import { columnNames } from '../column_names.ts'
import { tooLarge } from '../document_failure.ts'
import type { Part, ReadContext } from '../parse_job.ts'
import { type Row, rowParts } from '../row_parts.ts'
import { officeTitle, safeArchive } from '../zip/safe_archive.ts'

/** The rows of every sheet as documents; formulas by their last results. */
export async function readXlsx(context: ReadContext): Promise<Part[]> {
  const { limits, split } = context
  const { archive, entries } = safeArchive(context, 'xl/workbook.xml')
  const book = new Excel.Workbook()
  // Its types know another `Buffer` than this version of Node has.
  await book.xlsx.load(archive as unknown as Excel.Buffer)
  const title = officeTitle(entries)
  let count = 0
  return book.worksheets.flatMap((sheet) => {
    count += sheet.actualRowCount
    if (count > limits.rows + 1) throw tooLarge(`It has more than ${limits.rows} rows`)
    const metadata = { sheet: sheet.name, ...(title && { title }) }
    return rowParts(rowsOf(sheet, split.has_header ?? true), split, { prefix: `${sheet.name} `, metadata })
  })
}

function rowsOf(sheet: Excel.Worksheet, hasHeader: boolean): Row[] {
  const rows: { number: number; cells: string[] }[] = []
  sheet.eachRow({ includeEmpty: false }, (row, number) => {
    const cells: string[] = []
    row.eachCell({ includeEmpty: false }, (cell, column) => {
      cells[column - 1] = textOf(cell.value)
    })
    const filled = Array.from(cells, (cell) => cell ?? '')
    if (filled.some((cell) => cell !== '')) rows.push({ number, cells: filled })
  })
  const width = rows.reduce((widest, { cells }) => Math.max(widest, cells.length), 0)
  const names = columnNames(hasHeader ? (rows[0]?.cells ?? []) : [], width)
  return (hasHeader ? rows.slice(1) : rows).map(({ number, cells }) => {
    const fields: JsonObject = {}
    cells.forEach((cell, column) => {
      if (cell !== '') fields[names[column] ?? ''] = cell
    })
    return { number, fields }
  })
}

/** What a person sees in the cell, without its format of numbers; days as in ISO 8601. */
function textOf(value: Excel.CellValue | undefined): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dayOf(value)
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('hyperlink' in value) return typeof value.text === 'string' ? value.text : value.hyperlink
  if ('error' in value) return value.error
  if ('result' in value) return textOf(value.result)
  return ''
}

/** A cell without a time of day is at midnight. An impossible day is none. */
const dayOf = (date: Date): string =>
  Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/T00:00:00\.000Z$/, '')
