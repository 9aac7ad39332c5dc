import type { Workflow } from '@llamanexus/workflow'
import { validateWorkflow } from '@llamanexus/workflow'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { knownReferences } from '../known_references.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { readPosted } from '../read_document.ts'
import { keepWithFunctions, takeIn } from '../transfer/take_in.ts'
import { etagOf, expectedVersion } from './etag.ts'
import type { Handlers } from './mount.ts'

type WorkflowRoute =
  | 'listWorkflows'
  | 'createWorkflow'
  | 'getWorkflow'
  | 'updateWorkflow'
  | 'deleteWorkflow'
  | 'validateWorkflow'

export const workflowRoutes = (app: App): Pick<Handlers, WorkflowRoute> => ({
  async listWorkflows({ query }) {
    const page = await app.store.workflows.list(paged(query))
    return { ...page, items: page.items.map((item) => ({ ...item, triggers: app.triggers.states(item.id) })) }
  },

  createWorkflow: ({ body, reply }) => takeIn(app, readPosted(body), reply),

  async getWorkflow({ params, request, reply }) {
    const workflow = await app.documents.read(params.id)
    tagged(workflow, reply)
    return isUnchanged(workflow, request) ? reply.code(304).send() : workflow
  },

  updateWorkflow({ params, body, request, reply }) {
    const expected = expectedVersion(request)
    return keepWithFunctions(app, readPosted(body), reply, (draft) =>
      app.documents.save(params.id, draft, { expected }),
    )
  },

  async deleteWorkflow({ params, request }) {
    await app.documents.remove(params.id, expectedVersion(request))
    return null
  },

  async validateWorkflow({ body }) {
    if (body === undefined) throw new ApiProblem('request_invalid', { detail: 'Post the document as JSON.' })
    const findings = validateWorkflow(body, app.catalogue, await knownReferences(app, body))
    return { valid: !findings.some(({ severity }) => severity === 'error'), findings }
  },
})

/** `limit` and `offset` have defaults in the contract, which the mount fills in. */
export const paged = <Q extends { limit?: number; offset?: number } | undefined>(
  query: Q,
): NonNullable<Q> & { limit: number; offset: number } => ({
  ...(query as NonNullable<Q>),
  limit: query?.limit ?? 50,
  offset: query?.offset ?? 0,
})

function tagged(workflow: Workflow, reply: FastifyReply): Workflow {
  reply.header('etag', etagOf(workflow.version))
  return workflow
}

const isUnchanged = ({ version }: Workflow, request: FastifyRequest): boolean =>
  request.headers['if-none-match'] === etagOf(version)
