import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { CREDENTIALS, callOptions, SERVER_PORT, serverFields } from './mcp_config.ts'

const Config = Type.Object(serverFields('server_url'))

export default defineNode({
  type: 'mcp_server',
  version: 1,
  category: 'mcp',
  name: 'MCP Server',
  icon: 'plug',
  description: 'Connect to MCP server',
  keywords: ['model context protocol'],
  summary: '{server_url}',
  effect: 'idempotent',
  uses: ['mcp'],
  credentials: CREDENTIALS,
  inputs: { server_url: port.string({ name: 'Server', ...SERVER_PORT }) },
  outputs: {
    connection: port.object({
      description:
        'Who the server is and what it has: `name`, `server`, `version`, `protocol`, `capabilities`, `tools`, `resources` and `prompts`.',
    }),
    server: port.string({ description: 'What was connected to, for the `server` port of other nodes.' }),
  },
  config: Config,
  docs: `Connects to an MCP server and says what it has.

**When to use it.** To check that a server is there before other nodes call it, to choose a server once for all of them
(connect **server** to theirs), or to read the list of its tools in a workflow.

A server is named as on the **MCP servers** page, or given by its address: \`https://\` (streamable HTTP), or \`wss://\`
(WebSocket). A workflow never starts a program: servers that run as a process are set up by an administrator, in
\`mcp.json\`.

Connections are kept and shared by all nodes and runs. One that ended is made anew by the next call.`,
  examples: [
    {
      title: 'The reference server',
      needs: 'an MCP server with the name `everything` on the MCP page, such as the reference server.',
      config: {},
      inputs: { server_url: 'everything' },
      outputs: { server: 'everything' },
    },
  ],
  async execute({ config, inputs, context }) {
    const { mcp } = context.services
    const server = inputs.server_url
    const call = callOptions(config, context.signal)
    const info = await mcp.connect(server, call)
    const [tools, resources, prompts] = await Promise.all([
      mcp.tools(server, call),
      mcp.resources(server, call),
      mcp.prompts(server, call),
    ])
    const connection = { ...info, server, tools: tools as unknown as JsonValue[], resources, prompts }
    return { connection, server }
  },
})
