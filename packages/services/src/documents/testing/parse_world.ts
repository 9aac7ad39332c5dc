import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { LoadRequest, ParseRequest } from '@llamanexus/node-sdk'
import { createFileService } from '../../files/index.ts'
import { createHostGuard, createHttpService } from '../../http/index.ts'
import { createSqlService } from '../../sql/index.ts'
import { createDocumentService, type DocumentServiceOptions } from '../index.ts'

/** The service over a workspace of its own, closed after the last test of the file. */
export function documentWorld(options: Partial<DocumentServiceOptions> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'llamanexus-documents-'))
  const files = createFileService({ root })
  const policy = { allow_private: true }
  const http = createHttpService({ policy })
  const sql = createSqlService({ root, guard: createHostGuard({ policy }) })
  const documents = createDocumentService({ files, http, sql, ...options })
  after(async () => {
    await Promise.all([documents.close(), http.close(), sql.close()])
    rmSync(root, { recursive: true, force: true })
  })
  return {
    root,
    sql,
    documents,
    write: (path: string, content: string | Uint8Array) => files.write({ path, content, mode: 'overwrite' }),
    parse: (name: string, content: string | Uint8Array, more: Partial<ParseRequest> = {}) =>
      documents.parse({ name, bytes: Buffer.from(content), ...more }),
    load: (from: LoadRequest['from'], source: string, more: Partial<LoadRequest> = {}) =>
      documents.load({ from, source, ...more }),
  }
}
