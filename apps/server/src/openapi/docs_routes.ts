import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { pageHeaders } from '../security/headers.ts'

const assets = new URL('../../assets/docs/', import.meta.url)

const files = {
  '/api/docs': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/api/docs.css': { file: 'docs.css', type: 'text/css; charset=utf-8' },
  '/api/docs.js': { file: 'docs.js', type: 'text/javascript; charset=utf-8' },
}

/** The description of the API, and a page that shows it and tries it, all from this server. */
export async function addDocsRoutes(
  server: FastifyInstance,
  options: { version: string; public_url?: string | undefined },
): Promise<void> {
  let document: string | undefined
  server.get('/api/openapi.json', async (_request, reply) => {
    // Loaded when it is first asked for, since no start needs it.
    const { openapiDocument } = await import('./openapi_document.ts')
    return reply
      .type('application/json; charset=utf-8')
      .header('x-content-type-options', 'nosniff')
      .send((document ??= JSON.stringify(openapiDocument(options))))
  })
  for (const [path, { file, type }] of Object.entries(files)) {
    const content = await readFile(new URL(file, assets))
    server.get(path, (_request, reply) =>
      reply.headers(pageHeaders).header('cache-control', 'no-cache').type(type).send(content),
    )
  }
}
