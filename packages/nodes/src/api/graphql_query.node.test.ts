import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { GraphQLError } from 'graphql'
import { nodeRegistry } from '../registry.gen.ts'
import { testWorld } from '../test/test_world.ts'
import { hasMutation } from './has_mutation.ts'

// Its types bring those of browsers into the whole program, where they do not belong.
const yogaPackage: string = 'graphql-yoga'
const { createSchema, createYoga } = (await import(yogaPackage)) as {
  createSchema(schema: { typeDefs: string; resolvers: Record<string, Record<string, unknown>> }): unknown
  createYoga(options: { logging: boolean; maskedErrors: boolean; schema: unknown }): RequestListener
}

const world = testWorld()

const yoga = createYoga({
  logging: false,
  maskedErrors: false,
  schema: createSchema({
    typeDefs: `
      enum Size { SMALL LARGE }
      input NewTea { name: String! }
      type Maker { city: String! }
      "A tea"
      type Tea { id: ID! name: String! size: Size maker: Maker broken: String similar(than: ID!): Tea }
      type Query {
        "One tea by its id"
        tea(id: ID!, size: Size): Tea
        teas: [Tea!]!
        me: String
        slow: String
        big: String
      }
      type Mutation { addTea(tea: NewTea!): Tea }
      type Subscription { brewed: String }
    `,
    resolvers: {
      Query: {
        tea: (_root: unknown, { id }: { id: string }) => ({ id, name: 'Sencha', maker: { city: 'Uji' } }),
        teas: () => [],
        me: (_root: unknown, _args: unknown, { req }: { req: IncomingMessage }) =>
          `${req.headers.authorization} ${req.headers['x-name']}`,
        slow: () => new Promise(() => {}),
        big: () => 'x'.repeat(2 * 1024 * 1024),
      },
      Tea: {
        broken() {
          throw new GraphQLError('the pot is broken')
        },
      },
      Mutation: { addTea: (_root: unknown, { tea }: { tea: object }) => ({ id: '8', ...tea }) },
      Subscription: {
        brewed: {
          async *subscribe() {
            yield { brewed: 'tea' }
          },
        },
      },
    },
  }),
})
const server = createServer((request, response) => {
  if (request.url === '/plain') return void response.writeHead(502).end('<h1>Bad gateway</h1>')
  if (request.url === '/busy')
    return void response
      .writeHead(429, { 'retry-after': '7', 'content-type': 'application/json' })
      .end(JSON.stringify({ errors: [{ message: 'slow down' }] }))
  return void yoga(request, response)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
const endpoint = `http://${host}/graphql`
after(() => {
  server.close()
  server.closeAllConnections()
})

const ask = (query: string, inputs = {}, config = {}) =>
  world.run('graphql_query', { config, inputs: { endpoint, query, ...inputs } })

test('asks with variables, and by the name of one operation among several', async () => {
  const { outputs } = await ask('query A($id: ID!) { tea(id: $id) { id name } } query B { teas { id } }', {
    variables: { id: '7' },
    operation_name: 'A',
  })
  assert.deepEqual(outputs, { data: { tea: { id: '7', name: 'Sencha' } }, errors: [], extensions: {} })
})

test('performs mutations, and says which texts are not to be repeated', async () => {
  const query = 'mutation ($tea: NewTea!) { addTea(tea: $tea) { id name } }'
  const { outputs } = await ask(query, { variables: { tea: { name: 'Gyokuro' } } })
  assert.deepEqual(outputs['data'], { addTea: { id: '8', name: 'Gyokuro' } })
  const type = nodeRegistry.get('graphql_query')
  assert.equal(type?.effectOf({ config: {}, inputs: { query } }), 'unsafe')
  assert.equal(type?.effectOf({ config: {}, inputs: { query: '{ teas { id } }' } }), 'idempotent')
  assert.equal(hasMutation('# mutation\nquery { mutation(a: "mutation") { id } }'), false)
  assert.equal(hasMutation('query A { a } mutation B { b }'), true)
})

test('a mistake in the query is told with its place, before anything is sent', async () => {
  await assert.rejects(ask('query {\n  tea( }', { endpoint: 'http://127.0.0.1:1/' }), {
    code: 'query_invalid',
    field: 'query',
    message: /line 2, column/,
  })
  await assert.rejects(ask('fragment F on Tea { id }'), { code: 'query_invalid', message: /no operation/ })
  await assert.rejects(ask('query A { me } query B { me }'), { field: 'operation_name', hint: /A, B/ })
  await assert.rejects(ask('query A { me }', { operation_name: 'C' }), { field: 'operation_name' })
})

test('subscriptions are refused', async () => {
  await assert.rejects(ask('subscription { brewed }'), { code: 'query_invalid', hint: /WebSocket/ })
})

test('errors beside data fail, or are let through', async () => {
  const query = '{ tea(id: 1) { name broken } }'
  await assert.rejects(ask(query), {
    code: 'graphql_failed',
    message: /the pot is broken at tea\.broken/,
    hint: /partial/,
    retryable: false,
  })
  const { outputs, logs } = await ask(query, {}, { on_errors: 'partial' })
  assert.deepEqual(outputs['data'], { tea: { name: 'Sencha', broken: null } })
  assert.equal((outputs['errors'] as unknown[]).length, 1)
  assert.equal(logs[0]?.level, 'warn')
})

test('what the server refuses as invalid is told in its words', async () => {
  await assert.rejects(ask('{ coffee }', {}, { on_errors: 'partial' }), {
    code: 'graphql_failed',
    message: /Cannot query field "coffee"/,
  })
})

test('sends headers and signs in by credential', async () => {
  const credential = await world.addCredential({ type: 'bearer', values: { token: 't0ken' }, hosts: [host] })
  const { outputs } = await ask('{ me }', { headers: { 'X-Name': 'me' } }, { credential })
  assert.deepEqual(outputs['data'], { me: 'Bearer t0ken me' })
})

test('what is no GraphQL, too slow or too long is told', async () => {
  await assert.rejects(ask('{ me }', { endpoint: `http://${host}/plain` }), {
    code: 'http_status',
    message: /502/,
    retryable: true,
  })
  await assert.rejects(ask('{ me }', { endpoint: `http://${host}/busy` }), {
    code: 'graphql_failed',
    retryable: true,
    retry_after_ms: 7000,
  })
  await assert.rejects(ask('{ slow }', {}, { timeout: 0.1 }), { code: 'timeout' })
  await assert.rejects(ask('{ big }', {}, { max_response_mb: 1 }), { code: 'response_too_large' })
  assert.equal(((await ask('{ big }')).outputs['data'] as { big: string }).big.length, 2 * 1024 * 1024)
})

test('the schema of the server can be explored, and what it writes is a query that works', async () => {
  const { graphql } = world.services()
  const fields = await graphql.explore({ endpoint })
  assert.deepEqual(
    fields.map(({ kind, name }) => `${kind} ${name}`),
    ['query big', 'query me', 'query slow', 'query tea', 'query teas', 'mutation addTea'],
  )
  const tea = fields.find(({ name }) => name === 'tea')
  assert.deepEqual(
    tea?.arguments.map(({ name, type, required }) => [name, type, required]),
    [
      ['id', 'ID!', true],
      ['size', 'Size', false],
    ],
  )
  assert.equal(
    tea?.operation,
    'query Tea($id: ID!) {\n  tea(id: $id) {\n    id\n    name\n    size\n    maker {\n      city\n    }\n    broken\n  }\n}',
  )
  const { outputs } = await ask(tea.operation, { variables: { id: '7' } }, { on_errors: 'partial' })
  assert.ok(outputs['data'])
  await assert.rejects(graphql.explore({ endpoint: `http://${host}/plain` }), {
    code: 'introspection_refused',
    hint: /often ends in \/graphql/,
  })
  await assert.rejects(graphql.explore({ endpoint: `http://${host}/busy` }), {
    code: 'introspection_refused',
    message: /slow down/,
    hint: /turn introspection off/,
  })
})
