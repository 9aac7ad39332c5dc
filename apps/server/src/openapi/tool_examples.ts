const server = {
  name: 'search',
  transport: 'http',
  source: 'settings',
  state: 'idle',
  url: 'https://mcp.example.com/mcp',
  log: [],
}
const page = { total: 1, limit: 50, offset: 0 }
const parameters = { type: 'object', properties: { message: { type: 'string' } } }

export const toolExamples = {
  listMcpServers: {
    reply: { items: [server], ...page, problems: ['mcp.json: "notes" needs a "command" or a "url".'] },
  },
  putMcpServer: { body: { url: 'https://mcp.example.com/mcp' }, reply: server },
  deleteMcpServer: {},
  listMcpTools: {
    reply: {
      items: [{ name: 'echo', description: 'Echoes back', parameters, repeatable: true }],
      ...page,
    },
  },
  listMcpResources: { reply: { items: [{ uri: 'file:///notes.md', name: 'notes' }], ...page } },
  listMcpPrompts: { reply: { items: [{ name: 'summarise', description: 'Sums a page up' }], ...page } },
  listOpenApiOperations: {
    body: { spec_url: 'https://api.example.com/openapi.json' },
    reply: {
      title: 'Shop',
      version: '1',
      servers: ['https://api.example.com/'],
      items: [
        {
          id: 'listOrders',
          method: 'GET',
          path: '/orders',
          summary: 'All orders',
          tags: [],
          deprecated: false,
        },
      ],
    },
  },
  exploreGraphql: { body: { endpoint: 'https://api.example.com/graphql' }, reply: { items: [] } },
}
