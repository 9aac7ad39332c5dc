import type { FastifyInstance } from 'fastify'
import { ApiProblem } from '../problems/api_problem.ts'

/** What the examples call: a real HTTP server that needs no set-up, since it is this one. */
export function addDemoRoutes(server: FastifyInstance): void {
  server.get('/demo/shipping', (request, reply) => {
    const total = Number((request.query as Record<string, unknown>).total)
    if (!Number.isFinite(total) || total < 0)
      throw new ApiProblem('request_invalid', { detail: 'Say the total of the order, as in ?total=120.' })
    return reply.type('application/json').send(JSON.stringify(shippingFor(total)))
  })
  server.get('/demo/handbook', (_request, reply) => reply.type('text/plain; charset=utf-8').send(handbook))
  server.all('/demo/echo', ({ method, query, body }, reply) =>
    reply
      .type('application/json')
      .send(JSON.stringify({ method, query, body: body === undefined ? '' : JSON.stringify(body) })),
  )
  server.post('/demo/pages', ({ body }, reply) =>
    reply.type('application/json').send(JSON.stringify(pageOf(body))),
  )
  server.post('/demo/graphql', async ({ body }, reply) =>
    reply.type('application/json').send(JSON.stringify(await answerGraphql(body))),
  )
}

/** The schema is read when somebody asks: a start need not wait for it. */
async function answerGraphql(body: unknown): Promise<unknown> {
  const { buildSchema, graphql } = await import('graphql')
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: Record<string, unknown> }
  if (typeof query !== 'string') return { errors: [{ message: 'The body needs a `query`.' }] }
  return graphql({
    schema: buildSchema('type Query { tea(id: ID!): Tea } type Tea { id: ID! name: String! }'),
    source: query,
    variableValues: variables,
    rootValue: { tea: ({ id }: { id: string }) => (teas[id] ? { id, name: teas[id] } : null) },
  })
}

/** A page of a list as many APIs give it: asked for in the body, with the cursor of the next one in the answer. */
function pageOf(body: unknown): { results: string[]; next_cursor: string | null; has_more: boolean } {
  const { page_size = 2, start_cursor = 0 } = (body ?? {}) as Record<string, unknown>
  const from = Number(start_cursor)
  const to = from + Number(page_size)
  if (!Number.isInteger(from) || from < 0 || !(to > from))
    throw new ApiProblem('request_invalid', {
      detail: 'Give `start_cursor` as it stands in `next_cursor`, and `page_size` as a number above 0.',
    })
  const has_more = to < colours.length
  return { results: colours.slice(from, to), next_cursor: has_more ? String(to) : null, has_more }
}

const colours = ['green', 'black', 'white']

const teas: Record<string, string> = { '7': 'Sencha', '8': 'Assam', '9': 'Rooibos' }

const shippingFor = (total: number) =>
  total >= 100
    ? { carrier: 'Express', cost: 0, days: 1, note: 'Free express shipping from 100 upwards' }
    : { carrier: 'Standard', cost: 4.9, days: 3, note: 'Free express shipping from 100 upwards' }

const handbook = `LlamaNexus handbook

A workflow is a drawing of nodes and connections. Each node does one thing, and each connection carries the value of one
port to another. A workflow starts at a trigger and ends with its outputs.

A run is durable. A node whose completion is committed never runs again, not even after the server was killed in the
middle of the run. When the server starts again, unfinished runs go on from where they were.

A pause takes effect at the next node boundary, and a paused run goes on when somebody resumes it. Cancelling a run ends
the nodes that are working at once.

Expressions are written between double braces and are evaluated in a sandbox that cannot reach files or the network.
They read the trigger's data, the outputs of nodes upstream, and the variables of the workflow.

A loop runs its body once for each item of a list and gives back the results in the same order. Containers nest to any
depth, and every iteration can be looked at in the execution panel.

The builtin model needs no key and no download. It answers from the text it is given by picking the sentences that fit
the question best, and it says so. Any server that speaks the OpenAI protocol can take its place.

Webhooks give a workflow an address. The caller is answered at once, with the result of the run, or with what a Webhook
Response node says.

The server listens on this machine only. It keeps workflows, versions and runs in one SQLite database in its home
directory, which is .llamanexus in the home of the user who started it.
`
