import type { JsonObject } from '@llamanexus/workflow'

/** What a loader gives: text with where it came from, so that an answer can cite it. Plain JSON on every port. */
export interface LoadedDocument {
  /** The same for the same source and part. */
  id: string
  text: string
  /** `source` is a path or URL; `page` counts from 1; more as the format has it: `title`, `sheet`, `row`, `media_type`. */
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

export type DocumentSource = 'file' | 'directory' | 'url' | 'text'
export type DocumentFormat = 'auto' | 'txt' | 'md' | 'html' | 'pdf' | 'docx' | 'csv' | 'json' | 'xlsx'

export interface LoadRequest {
  from: DocumentSource
  /** A path below the workspace, an address, or the text itself. */
  source: string
  format?: DocumentFormat
  /** Of a directory: which files, default `every file`. */
  glob?: string
  /** Whole files; default 50 MiB each. */
  max_bytes?: number
  /** Default 1,000. */
  max_documents?: number
  timeout_ms?: number
  signal?: AbortSignal
  onProgress?: (done: number, message: string) => void
}

/** Throws `NodeError`: `file_missing`, `path_outside`, `format_unknown`, `document_broken`, `document_too_large`, `timeout`, `aborted`. */
export interface DocumentService {
  load(request: LoadRequest): Promise<LoadedDocument[]>
  /** Bytes that are there already, such as an upload. */
  parse(request: {
    name: string
    bytes: Uint8Array
    format?: DocumentFormat
    signal?: AbortSignal
  }): Promise<LoadedDocument[]>
}
