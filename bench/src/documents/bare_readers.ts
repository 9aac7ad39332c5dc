import { Readability } from '@mozilla/readability'
import Excel from 'exceljs'
import { parseHTML } from 'linkedom'
import mammoth from 'mammoth'
import Papa from 'papaparse'
import TurndownService from 'turndown'
import { extractText, getDocumentProxy } from 'unpdf'
import type { Sample } from './samples.ts'

export interface BareReader {
  name: string
  read(bytes: Uint8Array): unknown
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** The libraries alone, in the calls that their own pages begin with: no thread, no limits, nothing made of what they give. */
export const bareReaders: Record<Sample['format'], BareReader> = {
  txt: { name: 'TextDecoder', read: textOf },
  md: { name: 'TextDecoder', read: textOf },
  html: {
    name: 'linkedom, Readability, Turndown',
    read(bytes) {
      const { document } = parseHTML(textOf(bytes))
      const article = new Readability(document as never).parse()
      return new TurndownService().turndown(
        parseHTML(`<body>${article?.content ?? ''}</body>`).document.body as never,
      )
    },
  },
  pdf: {
    name: 'unpdf',
    read: async (bytes) => extractText(await getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0 })),
  },
  docx: { name: 'mammoth', read: (bytes) => mammoth.convertToHtml({ buffer: Buffer.from(bytes) }) },
  csv: { name: 'papaparse', read: (bytes) => Papa.parse(textOf(bytes), { header: true }) },
  json: { name: 'JSON.parse', read: (bytes) => JSON.parse(textOf(bytes)) },
  xlsx: {
    name: 'exceljs',
    read: async (bytes) => new Excel.Workbook().xlsx.load(Buffer.from(bytes) as unknown as Excel.Buffer),
  },
}
