import multipart from '@fastify/multipart'
import type { Workflow } from '@llamanexus/workflow'
import { leaveOutSecrets, serializeWorkflow } from '@llamanexus/workflow'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { readDocument, readDocumentText } from '../read_document.ts'
import { etagOf } from './etag.ts'
import { ByteStream } from './file_routes.ts'
import type { Handlers } from './mount.ts'

/** Bytes of an imported file. */
const fileLimit = 5 * 1024 * 1024

export const transferRoutes = ({
  documents,
  catalogue,
}: App): Pick<Handlers, 'exportWorkflow' | 'importWorkflow'> => ({
  async exportWorkflow({ params, query, reply }) {
    const { workflow, left_out } = leaveOutSecrets(await documents.read(params.id), catalogue)
    const format = query?.format ?? 'json'
    return (
      reply
        .type(`application/${format}; charset=utf-8`)
        .header('content-disposition', `attachment; filename="${fileName(workflow)}.${format}"`)
        // What was typed in as a secret does not leave the server; the file cannot say so itself.
        .headers(
          left_out.length > 0
            ? { 'x-secrets-left-out': left_out.map(({ pointer }) => pointer).join(' ') }
            : {},
        )
        .send(serializeWorkflow(workflow, format))
    )
  },

  async importWorkflow({ body, request, reply }) {
    const given = await importedDocument(body, request)
    // An import is a new workflow, also of one that is here already; nothing listens before somebody has looked at it.
    const { id: _, ...draft } = given
    const workflow = await documents.create({ ...draft, is_active: false })
    reply.header('location', `/api/v1/workflows/${workflow.id}`).header('etag', etagOf(workflow.version))
    return workflow
  },
})

/** Bodies that only the import reads: YAML text and a multipart file. */
export async function addImportParsers(server: FastifyInstance): Promise<void> {
  await server.register(multipart, { limits: { fileSize: fileLimit, files: 1, fields: 10 } })
  server.addContentTypeParser(
    /^(?:application|text)\/(?:x-)?yaml/,
    { parseAs: 'string' },
    (_request, text, done) => done(null, text === '' ? undefined : new YamlText(String(text))),
  )
}

/** A body that is YAML, as against JSON that happens to be one string. */
class YamlText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** Routes other than the import read JSON only. */
export const isJsonBody = (body: unknown, request: FastifyRequest): boolean =>
  !(body instanceof YamlText) && !(body instanceof ByteStream) && !isMultipart(request)

const isMultipart = (request: FastifyRequest): boolean =>
  request.headers['content-type']?.startsWith('multipart/') ?? false

async function importedDocument(body: unknown, request: FastifyRequest): Promise<Workflow> {
  if (body instanceof YamlText) return readDocumentText(body.text)
  if (!isMultipart(request)) return readDocument(body)
  const file = await request.file()
  if (!file) throw new ApiProblem('request_invalid', { detail: 'The form has no file.' })
  return readDocumentText((await file.toBuffer()).toString('utf8'))
}

const fileName = ({ name, id }: Workflow): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || id
