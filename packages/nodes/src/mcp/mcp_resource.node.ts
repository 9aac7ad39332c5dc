import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
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

const Config = Type.Object({ ...serverFields('server'), input_schema: inputSchema })

const OWN = ['server', 'resource', 'args', 'after']

export default defineNode({
  type: 'mcp_resource',
  version: 1,
  category: 'mcp',
  name: 'MCP Resource',
  icon: 'file-text',
  description: 'Access MCP resource',
  keywords: ['model context protocol'],
  summary: '{resource} · {server}',
  effect: 'idempotent',
  uses: ['mcp'],
  credentials: CREDENTIALS,
  inputs: {
    server: port.string(SERVER_PORT),
    resource: port.string({
      required: true,
      description: 'The address of a resource, or a template whose variables become ports.',
      schema: {
        minLength: 1,
        'x-widget': 'mcp_resource',
        'x-server-from': '/inputs/server',
        'x-schema-to': '/config/input_schema',
        examples: ['file:///notes/today.md'],
      },
    }),
    args: port.object({
      name: 'Arguments',
      default: {},
      description: 'Values for the variables of a template, beside those that have a port of their own.',
      schema: { 'x-widget': 'json', examples: [{ resourceId: 1 }] },
    }),
  },
  derived: argumentPorts,
  outputs: {
    content: port.any({
      description:
        'Text as text, other content as an object with its bytes in base64; a list where there are several parts.',
    }),
    parts: port.array({ description: 'All parts as the server gave them, with `uri` and `mimeType`.' }),
  },
  config: Config,
  docs: `Reads a resource of an MCP server.

**When to use it.** To bring what a server holds into a workflow: a file, a page, a row, a log.

Pick the server and then the resource. Servers also offer templates, such as \`repo://{owner}/{name}\`: each variable becomes
a port. Bytes arrive as \`{"base64", "content_type", "size"}\`, which other nodes take as a file.`,
  examples: [
    {
      title: 'By a template',
      needs: 'an MCP server with the name `everything` on the MCP page, such as the reference server.',
      config: {},
      inputs: {
        server: 'everything',
        resource: 'demo://resource/dynamic/blob/{resourceId}',
        args: { resourceId: '1' },
      },
      outputs: {},
    },
  ],
  async execute({ config, inputs, context }) {
    const variables = givenArguments(inputs, config.input_schema, OWN)
    const parts = await context.services.mcp.readResource(inputs.server, inputs.resource, {
      ...callOptions(config, context.signal),
      variables,
    })
    const [first] = parts
    return { content: parts.length === 1 && first ? contentOf(first) : parts.map(contentOf), parts }
  },
})

function contentOf(part: JsonObject): JsonValue {
  const { text, blob, mimeType } = part
  if (typeof text === 'string') return text
  if (typeof blob !== 'string') return part
  return {
    base64: blob,
    content_type: typeof mimeType === 'string' ? mimeType : 'application/octet-stream',
    size: Buffer.from(blob, 'base64').length,
  }
}
