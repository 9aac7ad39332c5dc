import type { DocumentFormat } from '@llamanexus/node-sdk'
import { broken, unknownFormat } from './document_failure.ts'
import type { ParseJob } from './parse_job.ts'
import { utf16ByZeros } from './utf16_by_zeros.ts'

type Format = Exclude<DocumentFormat, 'auto'>

/** What the bytes begin with goes before what a server says, and that before the ending of the name. */
export function detectFormat({ name, bytes, media_type }: ParseJob): Format {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096))
  if (head.subarray(0, 1024).includes('%PDF-')) return 'pdf'
  if (head.subarray(0, 4).equals(OLE)) throw oldOffice(ending)
  if (head.subarray(0, 2).equals(ZIP)) return zipped(bytes, ending)
  const format = declaredBy(media_type) ?? BY_ENDING[ending]
  const isPage = /^\s*(?:<!doctype html|<html)/i.test(head.toString('latin1'))
  if (format && NEEDS_MAGIC.has(format)) throw isPage ? pageInstead(format) : calledOtherwise(format)
  if (looksLikeText(head)) return format ?? (isPage ? 'html' : 'txt')
  throw format ? calledOtherwise(format) : unknownFormat('It is in no format that can be read', FORMATS)
}

function declaredBy(mediaType: string | undefined): Format | undefined {
  const name = mediaType?.split(';')[0]?.trim().toLowerCase() ?? ''
  return BY_MEDIA_TYPE[name] ?? (name.endsWith('+json') ? 'json' : undefined)
}

const calledOtherwise = (format: Format) => broken(`It is called ${format} and is none`)

const pageInstead = (format: Format) =>
  broken(
    `It is called ${format} and is a web page`,
    'It may be a page to sign in: look at it in a browser, and choose a credential.',
  )

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

/** Text has hardly any control characters, but for UTF-16, where one half of a sign may look like one. */
function looksLikeText(head: Buffer): boolean {
  const controls = head.filter((byte) => byte < 9 || (byte > 13 && byte < 27)).length
  if (controls <= head.length / 50) return true
  return /^(?:\xff\xfe|\xfe\xff)/.test(head.toString('latin1')) || utf16ByZeros(head) !== undefined
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
