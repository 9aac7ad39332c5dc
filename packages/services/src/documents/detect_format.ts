import type { DocumentFormat } from '@llamanexus/node-sdk'
import { broken, unknownFormat } from './document_failure.ts'
import type { ParseJob } from './parse_job.ts'

type Format = Exclude<DocumentFormat, 'auto'>

/** What the bytes begin with goes before what a server says, and that before the ending of the name. */
export function detectFormat({ name, bytes, media_type }: ParseJob): Format {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096))
  if (head.subarray(0, 1024).includes('%PDF-')) return 'pdf'
  if (head.subarray(0, 4).equals(OLE)) throw oldOffice(ending)
  if (head.subarray(0, 2).equals(ZIP)) return zipped(bytes, ending)
  const declared = BY_MEDIA_TYPE[media_type?.split(';')[0]?.trim().toLowerCase() ?? '']
  const format = declared ?? BY_ENDING[ending]
  if (format && !NEEDS_MAGIC.has(format)) return format
  if (format) throw broken(`It is called ${format} and is none`)
  if (!looksLikeText(head)) throw unknownFormat('It is in no format that can be read', FORMATS)
  return /^\s*(?:<!doctype html|<html)/i.test(head.toString('latin1')) ? 'html' : 'txt'
}

const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])
const ZIP = Buffer.from('PK')
const FORMATS = 'Text, Markdown, HTML, PDF, Word (docx), Excel (xlsx), CSV and JSON can be read.'
const NEEDS_MAGIC: ReadonlySet<Format> = new Set(['pdf', 'docx', 'xlsx'])

/** The old formats of Office, and the new ones with a password, which are wrapped in the old one. */
const oldOffice = (ending: string) =>
  /^(?:docx|xlsx)$/.test(ending)
    ? broken('It is encrypted with a password', 'Save it without a password.')
    : unknownFormat('It is in an old format of Office', 'Save it as docx or xlsx.')

function zipped(bytes: Uint8Array, ending: string): Format {
  if (ending === 'docx' || ending === 'xlsx') return ending
  // The names of entries stand in the clear, at the end of the file once more.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (text.includes('word/document.xml')) return 'docx'
  if (text.includes('xl/workbook.xml')) return 'xlsx'
  throw unknownFormat('It is an archive', FORMATS)
}

/** UTF-16 has a zero in every other place, and nothing else that is text has any. */
function looksLikeText(head: Buffer): boolean {
  const zeros = head.filter((byte) => byte === 0).length
  if (zeros > 0) return /^(?:\xff\xfe|\xfe\xff)/.test(head.toString('latin1')) || zeros > head.length / 4
  const controls = head.filter((byte) => byte < 9 || (byte > 13 && byte < 27)).length
  return controls <= head.length / 50
}

const BY_ENDING: Record<string, Format> = {
  txt: 'txt',
  text: 'txt',
  log: 'txt',
  md: 'md',
  markdown: 'md',
  mdx: 'md',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  pdf: 'pdf',
  docx: 'docx',
  csv: 'csv',
  tsv: 'csv',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
  xlsx: 'xlsx',
}

/** `text/plain` and `application/octet-stream` say nothing: servers send them for want of a better one. */
const BY_MEDIA_TYPE: Record<string, Format> = {
  'text/markdown': 'md',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/json': 'json',
  'application/x-ndjson': 'json',
  'application/jsonl': 'json',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
}
