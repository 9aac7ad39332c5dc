import type { FunctionDraft, FunctionTry, WorkspaceFunction } from '@llamanexus/contract'
import { NodeError } from '@llamanexus/node-sdk'
import type { FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { etagOf, expectedVersion } from './etag.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

type FunctionRoute =
  | 'listFunctions'
  | 'createFunction'
  | 'getFunction'
  | 'updateFunction'
  | 'deleteFunction'
  | 'runFunction'

export const functionRoutes = ({ store, functions }: App): Pick<Handlers, FunctionRoute> => {
  const requireSchemas = (draft: FunctionDraft): void => {
    const errors = functions.problems(draft).map((problem) => ({ ...problem, code: 'schema_invalid' }))
    if (errors.length > 0) throw new ApiProblem('function_invalid', { detail: errors[0]?.message, errors })
  }
  return {
    listFunctions: ({ query }) => store.functions.list(paged(query)),

    async createFunction({ body, reply }) {
      requireSchemas(body)
      const made = await store.functions.create(body).catch(nameTaken)
      reply.header('location', `/api/v1/functions/${made.name}`)
      return tagged(made, reply)
    },

    getFunction: async ({ params, reply }) => tagged(found(await store.functions.get(params.name)), reply),

    async updateFunction({ params, body, request, reply }) {
      requireSchemas(body)
      const expected = expectedVersion(request)
      const saved = await store.functions.save(params.name, body, { expected }).catch(nameTaken)
      return tagged(found(saved), reply)
    },

    async deleteFunction({ params, request }) {
      const deleted = await store.functions.delete(params.name, { expected: expectedVersion(request) })
      if (!deleted) throw new ApiProblem('function_not_found')
      return null
    },

    async runFunction({ params, body, reply }) {
      if (body.function) requireSchemas(body.function)
      const definition = body.function ?? found(await store.functions.get(params.name))
      const gone = new AbortController()
      reply.raw.on('close', () => gone.abort())
      const started = performance.now()
      let stdout = ''
      const onText = (text: string) => {
        stdout += text
      }
      const outcome = await functions.run(definition, body.args, { signal: gone.signal, onText }).then(
        (result) => ({ ok: true, result, error: null }),
        (error: unknown) => ({ ok: false, result: null, error: errorOf(error) }),
      )
      return { ...outcome, stdout, duration_ms: Math.round(performance.now() - started) }
    },
  }
}

function errorOf(error: unknown): NonNullable<FunctionTry['error']> {
  if (!(error instanceof NodeError)) throw error
  const { code, message, hint, field } = error
  return { code, message, ...(hint !== undefined && { hint }), ...(field !== undefined && { field }) }
}

function found(definition: WorkspaceFunction | undefined): WorkspaceFunction {
  if (!definition) throw new ApiProblem('function_not_found')
  return definition
}

function nameTaken(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'conflict')
    throw new ApiProblem('function_name_taken', { detail: error.message })
  throw error
}

function tagged(definition: WorkspaceFunction, reply: FastifyReply): WorkspaceFunction {
  reply.header('etag', etagOf(definition.version))
  return definition
}
