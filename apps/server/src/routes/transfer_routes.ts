import multipart from '@fastify/multipart'
import type { Workflow, WorkflowFormat } from '@llamanexus/workflow'
import { serializeWorkflow } from '@llamanexus/workflow'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { newId } from '../new_id.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { type PostedFile, readPosted, readPostedText } from '../read_document.ts'
import { takeIn } from '../transfer/take_in.ts'
import { workflowFile } from '../transfer/workflow_file.ts'
import { ByteStream } from './file_routes.ts'
import type { Handlers } from './mount.ts'

/** Bytes of an imported file. */
const fileLimit = 5 * 1024 * 1024

export const transferRoutes = (app: App): Pick<Handlers, 'exportWorkflow' | 'importWorkflow'> => ({
  async exportWorkflow({ params, query, reply }) {
    const { catalogue, documents, store } = app
    const workflow = await documents.read(params.id, query?.version)
    return sendFile(
      reply,
      await workflowFile(workflow, { catalogue, functions: store.functions }),
      query?.format,
    )
  },

  async importWorkflow({ body, request, reply }) {
    const { workflow, functions } = await importedFile(body, request)
    // An import is a new workflow, also of one that is here already; nothing listens before somebody has looked at it.
    const { id: _, ...draft } = workflow
    const file = { workflow: { ...draft, id: newId('wf'), is_active: false }, functions }
    return takeIn(app, file, reply)
  },
})

/** Answers with a workflow as a file to keep. */
export function sendFile(
  reply: FastifyReply,
  { file, left_out }: Awaited<ReturnType<typeof workflowFile>>,
  format: WorkflowFormat = 'json',
): FastifyReply {
  return (
    reply
      .type(`application/${format}; charset=utf-8`)
      .header('content-disposition', `attachment; filename="${fileName(file)}.${format}"`)
      // What was typed in as a secret does not leave the server; the file cannot say so itself.
      .headers(
        left_out.length > 0 ? { 'x-secrets-left-out': left_out.map(({ pointer }) => pointer).join(' ') } : {},
      )
      .send(serializeWorkflow(file, format))
  )
}

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

async function importedFile(body: unknown, request: FastifyRequest): Promise<PostedFile> {
  if (body instanceof YamlText) return readPostedText(body.text)
  if (!isMultipart(request)) return readPosted(body)
  const file = await request.file()
  if (!file) throw new ApiProblem('request_invalid', { detail: 'The form has no file.' })
  return readPostedText((await file.toBuffer()).toString('utf8'))
}

const fileName = ({ name, id }: Workflow): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || id
