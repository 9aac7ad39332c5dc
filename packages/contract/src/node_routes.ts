import { Type } from 'typebox'
import { route } from './route.ts'
import { Any, FindingSchema, NodeTypeSchema, Paging, pageOf, WorkflowDocument } from './schemas.ts'

/** Node types and their examples, and what is wrong with a document. */
export const nodeRoutes = {
  listNodeTypes: route({
    id: 'listNodeTypes',
    method: 'GET',
    path: '/workflows/nodes',
    summary: 'List every node type',
    tag: 'nodes',
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 200 })),
      offset: Paging.offset,
      category: Type.Optional(Type.String()),
    }),
    replies: { 200: pageOf(NodeTypeSchema) },
    problems: [400],
  }),
  getNodeType: route({
    id: 'getNodeType',
    method: 'GET',
    path: '/workflows/nodes/{type}',
    summary: 'Read one node type',
    tag: 'nodes',
    params: Type.Object({ type: Type.String() }),
    replies: { 200: NodeTypeSchema },
    problems: [404],
  }),
  instantiateExample: route({
    id: 'instantiateExample',
    method: 'POST',
    path: '/workflows/nodes/{type}/examples/{number}/instantiate',
    summary: 'Make a workflow around an example of a node type, which can be run as it is',
    tag: 'nodes',
    params: Type.Object({
      type: Type.String(),
      number: Type.Integer({ minimum: 1, description: 'Place in the list of examples, from 1' }),
    }),
    replies: { 201: WorkflowDocument },
    problems: [400, 404, 409, 422],
  }),
  validateWorkflow: route({
    id: 'validateWorkflow',
    method: 'POST',
    path: '/workflows/validate',
    summary: 'All findings about a document, whatever is wrong with it',
    tag: 'workflows',
    body: Any,
    replies: { 200: Type.Object({ valid: Type.Boolean(), findings: Type.Array(FindingSchema) }) },
    problems: [400, 413, 415],
  }),
} as const
