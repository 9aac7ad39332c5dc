import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'

export const CREDENTIALS = ['bearer', 'api_key', 'basic', 'oauth2'] as const

/** What every node that calls an MCP server is set up with. */
export const serverFields = (serverPort: string) => ({
  credential: Type.Optional(
    Type.String({
      title: 'Credential',
      description: 'For a server that is given by its address; those of the settings have their own.',
      'x-widget': 'credential',
      'x-credential-types': [...CREDENTIALS],
      'x-host-from': serverPort,
    }),
  ),
  timeout: Type.Number({
    title: 'Time limit (s)',
    description: 'Without a word of the server; progress that it tells starts it anew.',
    default: 60,
    exclusiveMinimum: 0,
    maximum: 3600,
  }),
})

/** The JSON Schema of what was picked, from which ports follow; the form keeps it here. */
export const inputSchema = Type.Optional(
  Type.Unsafe<JsonObject>({
    type: 'object',
    title: 'Arguments',
    description: 'JSON Schema of what was picked. Each of its properties is an input port.',
    'x-widget': 'hidden',
    // Words of a server are no expressions.
    'x-expression': 'none',
  }),
)

/** Each property of the schema that was picked is a port. */
export const argumentPorts = [
  { direction: 'inputs', from: '/config/input_schema', by: 'schema_properties', type: 'any' },
] as const

export const SERVER_PORT = {
  required: true,
  description: 'Its name on the MCP servers page, or an http, https, ws or wss address.',
  schema: { minLength: 1, 'x-widget': 'mcp_server', examples: ['https://mcp.example.com/mcp'] },
} as const

/** Credential and time limit as a call takes them. */
export const callOptions = (
  { credential, timeout }: { credential?: string; timeout: number },
  signal: AbortSignal,
) => ({ timeout_ms: timeout * 1000, signal, ...(credential && { credential }) })
