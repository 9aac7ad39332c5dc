import type { FastifyInstance } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'

export function addHealthRoutes(server: FastifyInstance, app: App, metrics: () => string): void {
  server.get('/livez', (_request, reply) => reply.type('application/json').send('{"status":"ok"}'))
  server.get('/readyz', async () => {
    if (app.closing.aborted) throw new ApiProblem('closing', { headers: { 'retry-after': '5' } })
    try {
      await app.store.ping()
    } catch {
      throw new ApiProblem('not_ready', {
        detail: 'The database does not answer.',
        headers: { 'retry-after': '5' },
      })
    }
    return { status: 'ready', python_walls: await app.pythonWalls(), ...app.allowances }
  })
  server.get('/metrics', (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(metrics()),
  )
}
