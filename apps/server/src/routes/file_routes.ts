import { Readable } from 'node:stream'
import type { FileEntry } from '@llamanexus/contract'
import { NodeError } from '@llamanexus/node-sdk'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import type { ProblemCode } from '../problems/problem_codes.ts'
import { contentDisposition, safeMediaType } from './file_headers.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

type FileRoute = 'listFiles' | 'uploadFiles' | 'putFile' | 'downloadFile' | 'deleteFile'

/** Bytes of one upload. */
const UPLOAD_BYTES = 500 * 2 ** 20
/** Files of one form. */
const UPLOAD_FILES = 1000

export const fileRoutes = ({ files }: App): Pick<Handlers, FileRoute> => ({
  listFiles: ({ query }) =>
    told(async () => {
      const { limit, offset, ...wanted } = paged(query)
      return { ...(await files.list({ ...wanted, limit, offset })), limit, offset }
    }),

  async uploadFiles({ query, request }) {
    if (!request.isMultipart()) throw new ApiProblem('media_type_unsupported')
    const mode = query?.replace ? 'overwrite' : 'create'
    const folder = (query?.folder ?? '').replaceAll(/^\/+|\/+$/g, '')
    const items: FileEntry[] = []
    const limits = { fileSize: UPLOAD_BYTES, files: UPLOAD_FILES }
    for await (const { filename, file } of request.files({ limits, preservePath: true })) {
      const path = folder === '' ? filename : `${folder}/${filename}`
      await told(async () => {
        await files.write({ path, content: whole(file), mode })
        items.push(await files.stat(path))
      })
    }
    if (items.length === 0) throw new ApiProblem('request_invalid', { detail: 'The form has no file.' })
    return { items }
  },

  putFile: ({ query, request }) =>
    told(async () => {
      const path = query?.path ?? ''
      const content = bytesOf(request)
      await files.write({ path, content, mode: 'overwrite', max_bytes: UPLOAD_BYTES })
      return files.stat(path)
    }),

  downloadFile: ({ query, reply }) =>
    told(async () => {
      const { info, content } = await files.open(query?.path ?? '')
      return (
        reply
          .header('content-type', safeMediaType(info.path))
          .header('content-length', info.bytes)
          .header('content-disposition', contentDisposition(info.path))
          // What is opened in place of being saved runs nothing.
          .header('content-security-policy', "default-src 'none'; sandbox")
          .send(Readable.from(content, { objectMode: false }))
      )
    }),

  deleteFile: ({ query }) =>
    told(async () => {
      const { path = '', recursive = false } = query ?? {}
      if (!(await files.remove(path, { recursive }))) throw new ApiProblem('file_not_found')
      return null
    }),
})

/** Bodies that only the upload of bytes reads. */
export function addFileParser(server: FastifyInstance): void {
  server.addContentTypeParser('application/octet-stream', (_request, body, done) =>
    done(null, new ByteStream(body)),
  )
}

/** A body that is still under way. */
export class ByteStream {
  readonly pieces: AsyncIterable<Uint8Array>

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.pieces = pieces
  }
}

function bytesOf({ body, headers }: FastifyRequest): AsyncIterable<Uint8Array> | string {
  if (body instanceof ByteStream) return body.pieces
  if (headers['content-type'] === undefined && body === undefined) return ''
  throw new ApiProblem('media_type_unsupported', { detail: 'Send the bytes as application/octet-stream.' })
}

/** The form's parser ends a file that is too large early, as if that were all of it. */
async function* whole(file: AsyncIterable<Uint8Array> & { truncated?: boolean }): AsyncGenerator<Uint8Array> {
  yield* file
  if (file.truncated) throw new ApiProblem('body_too_large')
}

/** What the file service refuses, as the API says it. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    const detail = error.hint ? `${error.message}. ${error.hint}` : error.message
    throw new ApiProblem(codes[error.code] ?? 'file_failed', { detail })
  }
}

const codes: Record<string, ProblemCode> = {
  path_invalid: 'path_refused',
  path_outside: 'path_refused',
  glob_invalid: 'request_invalid',
  file_missing: 'file_not_found',
  file_exists: 'file_exists',
  folder_not_empty: 'folder_not_empty',
  file_too_large: 'body_too_large',
  disk_full: 'disk_full',
}
