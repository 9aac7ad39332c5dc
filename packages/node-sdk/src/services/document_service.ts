import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Authorization } from './credential_service.ts'

/** What a loader gives: text with where it came from, so that an answer can cite it. Plain JSON on every port. */
export interface LoadedDocument {
  /** The same for the same source and part. */
  id: string
  text: string
  /**
   * `source` is a path or URL; `page` counts from 1; more as the format has it: `title`, `sheet`, `row` (as a spreadsheet
   * counts them, the header is row 1), `item` (of a list, from 1), `media_type`, `encoding` where it is not UTF-8.
   */
  metadata: JsonObject & { source: string; page?: number; title?: string }
}

/** A piece of a document. `start` and `end` are offsets in UTF-16 units into the document's text. */
export interface DocumentChunk {
  id: string
  text: string
  document_id: string
  index: number
  start: number
  end: number
  /** That of the document, and `heading` where there is one. */
  metadata: JsonObject & { source: string }
}

export type DocumentSource = 'file' | 'directory' | 'url' | 'text' | 'database'
export type DocumentFormat = 'auto' | 'txt' | 'md' | 'html' | 'pdf' | 'docx' | 'csv' | 'json' | 'xlsx'

/** How a source becomes documents. What a format has no use for is ignored. */
export interface SplitOptions {
  /** Of a PDF: a document a page, or one of all pages. Default `each`. */
  pages?: 'each' | 'joined'
  /** Of tables and database results. Default 1. */
  rows_per_document?: number
  /** The first row of a CSV or sheet names the columns. Default true. */
  has_header?: boolean
  /** Of rows and of items that are objects: the fields that make the text; the others become metadata. Default: all are text. */
  text_fields?: readonly string[]
  /** Of rows and items: the field that names the document, in place of its position. */
  id_field?: string
  /** Of JSON: where the list is whose items are documents, such as `data.articles`; `$` is the root. Default: one document of all. */
  items_path?: string
}

export interface LoadFailure {
  source: string
  code: string
  message: string
  hint?: string
}

export interface LoadRequest extends SplitOptions {
  from: DocumentSource
  /** A path below the workspace, an address, the text itself, or the address of a database as `SqlService` takes it. */
  source: string
  format?: DocumentFormat
  /** Of a directory: which files, default `every file`. */
  glob?: string
  /** Of a directory: those below it too. Default true. */
  recursive?: boolean
  /** Of a database: one statement that reads, with its values. */
  query?: string
  params?: readonly JsonValue[] | JsonObject
  /** Of a URL: what signs in. It stays behind at a redirect to another host, and out of the metadata. */
  authorization?: Authorization
  /** Whole files; default 50 MiB each. */
  max_bytes?: number
  /** Default 10,000. More are an error, never left out in silence. */
  max_documents?: number
  /** Of each file, without its waiting. Default 120,000. */
  timeout_ms?: number
  signal?: AbortSignal
  onProgress?: (done: number, message: string) => void
  /** Takes what could not be loaded of a directory; the rest is loaded all the same. Without it the first failure ends the loading. */
  onFailure?: (failure: LoadFailure) => void
  /** Takes what a person may want to know of what was loaded, such as a guessed encoding. */
  onNote?: (note: string) => void
}

export interface ParseRequest extends SplitOptions {
  /** With its ending, which tells the format where its bytes do not. */
  name: string
  /** For the metadata and the ids. Default: the name. */
  source?: string
  bytes: Uint8Array
  format?: DocumentFormat
  /** As a server declared it, with or without a charset. */
  media_type?: string
  max_documents?: number
  timeout_ms?: number
  signal?: AbortSignal
  onNote?: (note: string) => void
}

/**
 * Reads documents off the main thread, within bounds of size, time and memory. Throws `NodeError`: `file_missing`,
 * `path_outside`, `format_unknown`, `document_broken`, `document_too_large`, `fields_missing`, `http_status`, `timeout`,
 * `aborted`, and what `HttpService` and `SqlService` throw.
 */
export interface DocumentService {
  load(request: LoadRequest): Promise<LoadedDocument[]>
  /** Bytes that are there already, such as an upload. */
  parse(request: ParseRequest): Promise<LoadedDocument[]>
}
