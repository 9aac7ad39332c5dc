import type { DocumentFormat } from '@llamanexus/node-sdk'
import { detectFormat } from './detect_format.ts'
import { tooLarge } from './document_failure.ts'
import type { ParseJob, Part, ReadContext } from './parse_job.ts'

type Format = Exclude<DocumentFormat, 'auto'>

/** Each reader is loaded with its first file. */
const readers: Record<Format, () => Promise<(context: ReadContext) => Part[] | Promise<Part[]>>> = {
  txt: async () => (await import('./formats/read_text.ts')).readText,
  md: async () => (await import('./formats/read_markdown.ts')).readMarkdown,
  html: async () => (await import('./formats/read_html.ts')).readHtml,
  pdf: async () => (await import('./formats/read_pdf.ts')).readPdf,
  docx: async () => (await import('./formats/read_docx.ts')).readDocx,
  csv: async () => (await import('./formats/read_csv.ts')).readCsv,
  json: async () => (await import('./formats/read_json.ts')).readJson,
  xlsx: async () => (await import('./formats/read_xlsx.ts')).readXlsx,
}

export interface ParsedDocument {
  parts: Part[]
  /** Of the file. */
  media_type: string
  notes: string[]
}

/** The documents in the bytes of one file. Throws `DocumentFailure`, or whatever a library throws at a broken file. */
export async function parseDocument(job: ParseJob): Promise<ParsedDocument> {
  const notes: string[] = []
  const format = job.format === 'auto' ? detectFormat(job) : job.format
  const read = await readers[format]()
  const parts = await read({ ...job, note: (text) => notes.push(text) })
  bound(parts, job)
  return { parts, media_type: MEDIA_TYPES[format], notes }
}

function bound(parts: readonly Part[], { max_documents, limits }: ParseJob): void {
  if (parts.length > max_documents)
    throw tooLarge(
      `It makes ${parts.length} documents, and ${max_documents} are allowed`,
      'Put more rows into one document, or raise the limit.',
    )
  let chars = 0
  for (const { text } of parts) chars += text.length
  if (chars > limits.text_chars) throw tooLarge(`It has more than ${limits.text_chars} characters of text`)
}

const MEDIA_TYPES: Record<Format, string> = {
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  csv: 'text/csv',
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
