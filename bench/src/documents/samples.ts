import { makeDocx, makePdf } from '@llamanexus/testing/documents'
import Excel from 'exceljs'

/** A file of each format, made of the same words. */
export interface Sample {
  format: 'txt' | 'md' | 'html' | 'pdf' | 'docx' | 'csv' | 'json' | 'xlsx'
  bytes: Uint8Array
  /** Of a PDF. */
  pages?: number
}

const SECTIONS = 2_000
const PAGES = 200
const ROWS = 20_000

export async function documentSamples(): Promise<Sample[]> {
  const sections = Array.from({ length: SECTIONS }, (_, at) => ({
    title: `Section ${at}`,
    text: paragraph(at),
  }))
  const rows = Array.from({ length: ROWS }, (_, at) => ({
    id: at,
    name: `Row ${at}`,
    words: paragraph(at).slice(0, 80),
  }))
  const pages = Array.from({ length: PAGES }, (_, at) =>
    [at, at + 1, at + 2].map((each) => paragraph(each)).join('\n'),
  )
  const text = sections.map(({ title, text }) => `${title}\n\n${text}`).join('\n\n')
  const markdown = sections.map(({ title, text }) => `## ${title}\n\n${text}`).join('\n\n')
  const body = sections.map(({ title, text }) => `<h2>${title}</h2><p>${text}</p>`).join('\n')
  const html = `<html><head><title>T</title></head><body><nav>Menu</nav><article>${body}</article></body></html>`
  const word = sections.flatMap(({ title, text }) => [`# ${title}`, text])
  const csv = ['id,name,words', ...rows.map(({ id, name, words }) => `${id},${name},"${words}"`)].join('\n')
  return [
    { format: 'txt', bytes: Buffer.from(text) },
    { format: 'md', bytes: Buffer.from(markdown) },
    { format: 'html', bytes: Buffer.from(html) },
    { format: 'pdf', bytes: makePdf(pages), pages: PAGES },
    { format: 'docx', bytes: makeDocx(word) },
    { format: 'csv', bytes: Buffer.from(csv) },
    { format: 'json', bytes: Buffer.from(JSON.stringify(rows)) },
    { format: 'xlsx', bytes: await workbook(rows) },
  ]
}

const WORDS =
  'tea water leaf pot cup garden river mountain farmer market autumn harvest steam kettle ladder letter'.split(
    ' ',
  )

/** Of about 600 letters, another one for each number. */
function paragraph(seed: number): string {
  let state = seed * 2_654_435_761 + 1
  const words = Array.from({ length: 100 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return WORDS[(state >>> 8) % WORDS.length] ?? ''
  })
  return `${words.join(' ')}.`
}

async function workbook(rows: readonly { id: number; name: string; words: string }[]): Promise<Uint8Array> {
  const book = new Excel.Workbook()
  const sheet = book.addWorksheet('Rows')
  sheet.addRow(['id', 'name', 'words'])
  for (const { id, name, words } of rows) sheet.addRow([id, name, words])
  return new Uint8Array(await book.xlsx.writeBuffer())
}
