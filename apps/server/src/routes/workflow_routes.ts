import type { Workflow } from '@llamanexus/workflow'
import { validateWorkflow } from '@llamanexus/workflow'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { etagOf, expectedVersion } from './etag.ts'
import type { Handlers } from './mount.ts'

type WorkflowRoute =
  | 'listWorkflows'
  | 'createWorkflow'
  | 'getWorkflow'
  | 'updateWorkflow'
  | 'deleteWorkflow'
  | 'validateWorkflow'

export const workflowRoutes = ({
  store,
  documents,
  catalogue,
  credentialNames,
  triggers,
}: App): Pick<Handlers, WorkflowRoute> => ({
  async listWorkflows({ query }) {
    const page = await store.workflows.list(paged(query))
    return { ...page, items: page.items.map((item) => ({ ...item, triggers: triggers.states(item.id) })) }
  },

  async createWorkflow({ body, reply }) {
    const workflow = await documents.create(body)
    reply.header('location', `/api/v1/workflows/${workflow.id}`)
    return tagged(workflow, reply)
  },

  async getWorkflow({ params, request, reply }) {
    const workflow = await documents.read(params.id)
    tagged(workflow, reply)
    return isUnchanged(workflow, request) ? reply.code(304).send() : workflow
  },

  async updateWorkflow({ params, body, request, reply }) {
    return tagged(await documents.save(params.id, body, { expected: expectedVersion(request) }), reply)
  },

  async deleteWorkflow({ params, request }) {
    await documents.remove(params.id, expectedVersion(request))
    return null
  },

  validateWorkflow({ body }) {
    if (body === undefined) throw new ApiProblem('request_invalid', { detail: 'Post the document as JSON.' })
    const findings = validateWorkflow(body, catalogue, credentialNames.known)
    return { valid: !findings.some(({ severity }) => severity === 'error'), findings: findings }
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
