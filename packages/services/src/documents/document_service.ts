import type { DocumentService, FileService, HttpService, SqlService } from '@llamanexus/node-sdk'
import { createDocumentParser, type DocumentParserOptions } from './document_parser.ts'
import { loadDatabase } from './sources/load_database.ts'
import { loadDirectory } from './sources/load_directory.ts'
import { loadFile } from './sources/load_file.ts'
import { loadText } from './sources/load_text.ts'
import { loadUrl } from './sources/load_url.ts'
import type { Sources } from './sources/sources.ts'

export interface DocumentServiceOptions extends DocumentParserOptions {
  files: FileService
  http: HttpService
  sql: SqlService
}

/** Documents out of files, folders, addresses, databases and texts, parsed beside the server. */
export function createDocumentService(
  options: DocumentServiceOptions,
): DocumentService & { close(): Promise<void> } {
  const { files, http, sql } = options
  const parser = createDocumentParser(options)
  const sources: Sources = { files, http, sql, parse: parser.parse }
  return {
    parse: parser.parse,
    close: parser.close,
    load(request) {
      switch (request.from) {
        case 'file':
          return loadFile(sources, request)
        case 'directory':
          return loadDirectory(sources, request)
        case 'url':
          return loadUrl(sources, request)
        case 'text':
          return loadText(sources, request)
        case 'database':
          return loadDatabase(sources, request)
      }
    },
  }
}
