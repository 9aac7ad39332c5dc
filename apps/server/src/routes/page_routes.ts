import { existsSync } from 'node:fs'
import { join } from 'node:path'
import staticPlugin from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pageHeaders } from '../security/headers.ts'

/** The web app: its files, and its one page for every path that is none of them. */
export async function addPageRoutes(server: FastifyInstance, webDir: string): Promise<void> {
  await server.register(staticPlugin, {
    root: webDir,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', /[/\\]assets[/\\]/.test(path) ? immutable : 'no-cache')
    },
  })
  server.get('/*', (request, reply) => {
    reply.headers(pageHeaders)
    const path = (request.params as { '*': string })['*']
    if (path === '') return sendPage(reply, webDir)
    // The plugin looks for each encoding of a file; what is no file at all need not be looked for.
    if (path.includes('..') || !existsSync(join(webDir, path))) return reply.callNotFound()
    return reply.sendFile(path)
  })
}

/** Vite names the files in `assets` after their content. */
const immutable = 'public, max-age=31536000, immutable'

/** A path a person may have typed or been given, as against a file that a page asks for. */
export const wantsPage = (request: FastifyRequest): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') &&
  /text\/html|\*\/\*/.test(request.headers.accept ?? '') &&
  !/\.[a-z0-9]{1,5}$/i.test(request.url.split('?')[0] ?? '')

export function sendPage(reply: FastifyReply, webDir: string): FastifyReply {
  reply.headers(pageHeaders)
  if (existsSync(join(webDir, 'index.html'))) return reply.sendFile('index.html')
  return reply.code(200).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(unbuilt)
}

const unbuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>LlamaNexus</title>
<h1>LlamaNexus is running</h1><p>The web app is not built here: run <code>npm run build</code> and reload.
The API is described at <a href="/api/docs">/api/docs</a>.</p></html>`
