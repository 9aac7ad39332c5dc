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
import { chatMessageOf } from './prompt_messages.ts'

const Config = Type.Object({ ...serverFields('server'), input_schema: inputSchema })

const OWN = ['server', 'prompt', 'args', 'after']

export default defineNode({
  type: 'mcp_prompt',
  version: 1,
  category: 'mcp',
  name: 'MCP Prompt',
  icon: 'message-square-quote',
  description: 'Use MCP prompt',
  keywords: ['model context protocol'],
  summary: '{prompt} · {server}',
  effect: 'idempotent',
  uses: ['mcp'],
  credentials: CREDENTIALS,
  inputs: {
    server: port.string(SERVER_PORT),
    prompt: port.string({
      required: true,
      description: 'A prompt of the server. Picked from the list, its arguments become ports.',
      schema: {
        minLength: 1,
        'x-widget': 'mcp_prompt',
        'x-server-from': '/inputs/server',
        'x-schema-to': '/config/input_schema',
      },
    }),
    args: port.object({
      name: 'Arguments',
      required: true,
      default: {},
      description: 'Arguments by name, beside those that have a port of their own.',
      schema: { 'x-widget': 'json', examples: [{ city: 'Kyoto' }] },
    }),
  },
  derived: argumentPorts,
  outputs: {
    messages: port.array({ description: 'Messages with `role` and `content`, as chat nodes take them.' }),
    text: port.string({ description: 'All text of the messages.' }),
  },
  config: Config,
  docs: `Fetches a prompt of an MCP server, filled in.

**When to use it.** When a server knows best how a model is asked about what it holds. Connect **messages** to a chat.

Pick the server and then the prompt: each argument becomes a port. Numbers and other values are sent as text, which is what
prompts take. An argument that is missing is an error \`args_invalid\` that names it.`,
  examples: [
    {
      title: 'A prompt with an argument',
      needs: 'an MCP server with the name `everything` on the MCP page, such as the reference server.',
      config: {},
      inputs: { server: 'everything', prompt: 'args-prompt', args: { city: 'Kyoto' } },
      outputs: { messages: [{ role: 'user', content: "What's weather in Kyoto?" }] },
    },
  ],
  async execute({ config, inputs, context }) {
    const args = Object.entries(givenArguments(inputs, config.input_schema, OWN))
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const)
    const given = await context.services.mcp.getPrompt(
      inputs.server,
      inputs.prompt,
      Object.fromEntries(args),
      callOptions(config, context.signal),
    )
    const messages = given.map(chatMessageOf)
    const texts = messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : []))
    return { messages, text: texts.join('\n\n') }
  },
})
