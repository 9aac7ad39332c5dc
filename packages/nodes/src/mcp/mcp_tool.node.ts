import { defineNode, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'
import { givenArguments } from '../api/given_arguments.ts'
import {
  argumentPorts,
  CREDENTIALS,
  callOptions,
  inputSchema,
  SERVER_PORT,
  serverFields,
} from './mcp_config.ts'

const Config = Type.Object({
  ...serverFields('server'),
  repeatable: Type.Boolean({
    title: 'May be called twice',
    description:
      'A call that was under way when the server stopped is then made again; otherwise the run waits for a person. Filled in from what the server says of the tool.',
    default: false,
  }),
  input_schema: inputSchema,
})

const OWN = ['server', 'tool', 'args', 'after']

export default defineNode({
  type: 'mcp_tool',
  version: 1,
  category: 'mcp',
  name: 'MCP Tool',
  icon: 'wrench',
  description: 'Call MCP tool',
  keywords: ['model context protocol'],
  summary: '{tool} · {server}',
  effect: 'unsafe',
  effectOf: ({ config }) => (config.repeatable === true ? 'idempotent' : 'unsafe'),
  uses: ['mcp'],
  credentials: CREDENTIALS,
  inputs: {
    server: port.string(SERVER_PORT),
    tool: port.string({
      required: true,
      description: 'A tool of the server. Picked from the list, its arguments become ports.',
      schema: {
        minLength: 1,
        'x-widget': 'mcp_tool',
        'x-server-from': '/inputs/server',
        'x-schema-to': '/config/input_schema',
        'x-repeatable-to': '/config/repeatable',
      },
    }),
    args: port.object({
      name: 'Arguments',
      required: true,
      default: {},
      description: 'Arguments by name, beside those that have a port of their own.',
      schema: { 'x-widget': 'json', examples: [{ message: 'tea' }] },
    }),
  },
  derived: argumentPorts,
  outputs: {
    result: port.any({
      description: 'The structured result where there is one, else the text, else the list of parts.',
    }),
    content: port.array({ description: 'All parts: text, images and audio in base64, resources.' }),
  },
  config: Config,
  docs: `Calls a tool of an MCP server.

**When to use it.** To do what a server offers: search, read a repository, send a message. To let a model choose the tool,
use an agent.

Pick the server and then the tool: each argument of the tool becomes a port, which can be typed in or connected. Arguments
may come as one object in **args** too; what comes in at a port goes before it. All are checked against the tool's schema
before anything is sent, and what does not fit is an error \`args_invalid\` that names the argument.

Progress that the server tells is shown on the card, and a run that is cancelled cancels the call at the server. A tool that
says that it failed is an error \`mcp_failed\` with its own words. A server that died is \`mcp_unreachable\`; the next try
reaches it again when it is back, so that a retry policy helps.

\`{"server": "everything", "tool": "echo", "args": {"message": "tea"}}\` gives \`Echo: tea\`.`,
  examples: [
    {
      title: 'Arguments as one object',
      needs: 'an MCP server with the name `everything` on the MCP page, such as the reference server.',
      config: {},
      inputs: { server: 'everything', tool: 'echo', args: { message: 'tea' } },
      outputs: { result: 'Echo: tea', content: [{ type: 'text', text: 'Echo: tea' }] },
    },
    {
      title: 'An argument by its port',
      needs: 'an MCP server with the name `everything` on the MCP page, such as the reference server.',
      config: {
        input_schema: {
          type: 'object',
          properties: { message: { type: 'string' } },
          required: ['message'],
        },
      },
      inputs: { server: 'everything', tool: 'echo', message: 'tea' },
      outputs: { result: 'Echo: tea' },
    },
  ],
  async execute({ config, inputs, context }) {
    const args = givenArguments(inputs, config.input_schema, OWN)
    const { value, content } = await context.services.mcp.callTool(inputs.server, inputs.tool, args, {
      ...callOptions(config, context.signal),
      onProgress: (done, message) => context.progress(done, message),
    })
    return { result: value, content }
  },
})
