import type { DocumentService, FileService, HttpService, SqlService } from '@llamanexus/node-sdk'

/** Where documents come from, and what makes them of bytes. */
export interface Sources {
  files: FileService
  http: HttpService
  sql: SqlService
  parse: DocumentService['parse']
}

/** Bytes of one file or answer. */
export const DEFAULT_MAX_BYTES = 50 * 2 ** 20
