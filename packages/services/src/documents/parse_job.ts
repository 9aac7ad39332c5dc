import type { DocumentFormat, SplitOptions } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import type { DocumentBlock } from './document_blocks.ts'
import type { Failure } from './document_failure.ts'

/** Bounds against files that are made to be too much. */
export interface ParseLimits {
  /** Of a docx or xlsx all together, and of each compressed stream of a PDF. */
  unzipped_bytes: number
  /** Files in a docx or xlsx. */
  entries: number
  /** Of a PDF. */
  pages: number
  /** Of a table. */
  rows: number
  /** Of all documents of one file, in UTF-16 units. */
  text_chars: number
}

export const DEFAULT_LIMITS: ParseLimits = {
  unzipped_bytes: 256 * 2 ** 20,
  entries: 10_000,
  pages: 5_000,
  rows: 1_000_000,
  text_chars: 64 * 2 ** 20,
}

export interface ParseJob {
  name: string
  /** What the ids of its documents are made of. */
  source: string
  bytes: Uint8Array
  format: DocumentFormat
  media_type?: string
  split: SplitOptions
  limits: ParseLimits
  max_documents: number
}

/** One document, before it has an id. */
export interface Part {
  /** What it is called within its source; unique there. */
  key: string
  text: string
  metadata: JsonObject
}

export type ParseReply =
  | { ok: true; blocks: DocumentBlock[]; media_type: string; notes: string[]; more: boolean }
  /** `clean`: the reader saw what was wrong itself, and nothing is left of it. */
  | { ok: false; failure: Failure; clean: boolean }

/** What a format's reader is given. */
export interface ReadContext extends Omit<ParseJob, 'format'> {
  note: (text: string) => void
}
