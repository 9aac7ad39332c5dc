import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { type TSchema, Type } from 'typebox'
import { route } from './route.ts'
import { Paging } from './schemas.ts'

const Json = Type.Unsafe<JsonObject>({ type: 'object' })
const pageOf = <T extends TSchema>(item: T) =>
  Type.Object({
    items: Type.Array(item),
    total: Type.Integer(),
    limit: Type.Integer(),
    offset: Type.Integer(),
  })

const Name = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'A name of the settings, or an address',
})
const ByName = Type.Object({ name: Name })
const AskedPage = Type.Object({
  ...Paging,
  credential: Type.Optional(
    Type.String({ minLength: 1, description: 'For a server that is named by its address' }),
  ),
})

const McpServerSchema = Type.Object({
  name: Type.String(),
  transport: Type.String({ description: '`stdio`, `http`, `sse` or `websocket`' }),
  source: Type.String({ description: '`file`: of mcp.json in the home, which the API does not change' }),
  state: Type.String({ description: '`idle`, `connected` or `failed`' }),
  url: Type.Optional(Type.String()),
  command: Type.Optional(Type.String()),
  credential: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
  log: Type.Array(Type.String(), { description: 'The last lines of its standard error' }),
})

const Draft = Type.Object({
  transport: Type.Optional(Type.Enum(['stdio', 'http', 'sse', 'websocket'])),
  url: Type.Optional(Type.String({ minLength: 1 })),
  credential: Type.Optional(Type.String({ minLength: 1 })),
  command: Type.Optional(Type.String({ minLength: 1 })),
  args: Type.Optional(Type.Array(Type.String())),
  env: Type.Optional(
    Type.Unsafe<Record<string, string>>({ type: 'object', additionalProperties: { type: 'string' } }),
  ),
  cwd: Type.Optional(Type.String({ minLength: 1 })),
})

const EntrySchema = Type.Object({
  name: Type.String(),
  title: Type.Optional(Type.String()),
  description: Type.String(),
  parameters: Json,
  repeatable: Type.Optional(Type.Boolean()),
})

const OperationSchema = Type.Object({
  id: Type.String(),
  method: Type.String(),
  path: Type.String(),
  summary: Type.String(),
  tags: Type.Array(Type.String()),
  deprecated: Type.Boolean(),
})

/** MCP servers and what they have; operations of OpenAPI descriptions; schemas of GraphQL servers. */
export const toolRoutes = {
  listMcpServers: route({
    id: 'listMcpServers',
    method: 'GET',
    path: '/mcp/servers',
    summary: 'List the MCP servers that are set up; connects to none',
    tag: 'mcp',
    query: Type.Object(Paging),
    replies: {
      200: Type.Object({
        ...pageOf(McpServerSchema).properties,
        problems: Type.Array(Type.String(), {
          description: 'What is wrong with mcp.json, in sentences. Its other servers work.',
        }),
      }),
    },
    problems: [400],
  }),
  putMcpServer: route({
    id: 'putMcpServer',
    method: 'PUT',
    path: '/mcp/servers/{name}',
    summary:
      'Set up an MCP server under a name, by its address; as a process only where an administrator allows it',
    tag: 'mcp',
    params: ByName,
    body: Draft,
    replies: { 200: McpServerSchema },
    problems: [400, 403, 409, 413, 415, 422],
  }),
  deleteMcpServer: route({
    id: 'deleteMcpServer',
    method: 'DELETE',
    path: '/mcp/servers/{name}',
    summary: 'Take an MCP server away and close its connection',
    tag: 'mcp',
    params: ByName,
    replies: { 204: Type.Null() },
    problems: [404, 409],
  }),
  listMcpTools: route({
    id: 'listMcpTools',
    method: 'GET',
    path: '/mcp/servers/{name}/tools',
    summary: 'List the tools that a server has now',
    tag: 'mcp',
    params: ByName,
    query: AskedPage,
    replies: { 200: pageOf(EntrySchema) },
    problems: [400, 422],
  }),
  listMcpResources: route({
    id: 'listMcpResources',
    method: 'GET',
    path: '/mcp/servers/{name}/resources',
    summary: 'List the resources and templates that a server has now',
    tag: 'mcp',
    params: ByName,
    query: AskedPage,
    replies: { 200: pageOf(Json) },
    problems: [400, 422],
  }),
  listMcpPrompts: route({
    id: 'listMcpPrompts',
    method: 'GET',
    path: '/mcp/servers/{name}/prompts',
    summary: 'List the prompts that a server has now',
    tag: 'mcp',
    params: ByName,
    query: AskedPage,
    replies: { 200: pageOf(Json) },
    problems: [400, 422],
  }),
  listOpenApiOperations: route({
    id: 'listOpenApiOperations',
    method: 'POST',
    path: '/openapi/operations',
    summary: 'List the operations of an OpenAPI description; with `operation`, also what that one takes',
    tag: 'openapi',
    body: Type.Object({
      spec_url: Type.String({ minLength: 1 }),
      operation: Type.Optional(Type.String({ minLength: 1 })),
      credential: Type.Optional(
        Type.String({
          minLength: 1,
          description: 'Signs in where the description is, if it names that host',
        }),
      ),
    }),
    replies: {
      200: Type.Object({
        title: Type.String(),
        version: Type.String(),
        servers: Type.Array(Type.String()),
        items: Type.Array(OperationSchema),
        parameters: Type.Optional(Json),
      }),
    },
    problems: [400, 413, 415, 422],
  }),
  exploreGraphql: route({
    id: 'exploreGraphql',
    method: 'POST',
    path: '/graphql/schema',
    summary: 'List the queries and mutations of a GraphQL server, each with an operation to begin with',
    tag: 'graphql',
    body: Type.Object({
      endpoint: Type.String({ minLength: 1 }),
      credential: Type.Optional(Type.String({ minLength: 1 })),
    }),
    replies: {
      200: Type.Object({
        items: Type.Array(
          Type.Object({
            kind: Type.String(),
            name: Type.String(),
            description: Type.String(),
            type: Type.String(),
            arguments: Type.Array(
              Type.Object({
                name: Type.String(),
                type: Type.String(),
                required: Type.Boolean(),
                description: Type.String(),
              }),
            ),
            deprecated: Type.Boolean(),
            operation: Type.String(),
            variables: Type.Unsafe<Record<string, JsonValue>>({ type: 'object' }),
          }),
        ),
      }),
    },
    problems: [400, 413, 415, 422],
  }),
} as const
