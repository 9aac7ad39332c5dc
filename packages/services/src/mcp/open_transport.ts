import type { CredentialService, HttpService, WebSocketService } from '@llamanexus/node-sdk'
import type { Transport } from '@modelcontextprotocol/client'
import type { McpAddress, McpProcess, McpServerConfig } from './mcp_server_config.ts'
import { createWebSocketTransport } from './websocket_transport.ts'

export interface TransportParts {
  http: HttpService
  sockets: WebSocketService
  credentials: CredentialService
  /** A line that a process wrote to its standard error. */
  onStderr: (line: string) => void
}

/** The way to a server, not started yet. */
export async function openTransport(config: McpServerConfig, parts: TransportParts): Promise<Transport> {
  switch (config.transport) {
    case 'stdio':
      return processTransport(config, parts)
    case 'http': {
      const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
      return new StreamableHTTPClientTransport(new URL(config.url), {
        fetch: signedFetch(config, parts),
        reconnectionOptions: {
          maxRetries: 2,
          initialReconnectionDelay: 250,
          maxReconnectionDelay: 1000,
          reconnectionDelayGrowFactor: 2,
        },
      })
    }
    case 'sse': {
      const { SSEClientTransport } = await import('@modelcontextprotocol/client')
      return new SSEClientTransport(new URL(config.url), { fetch: signedFetch(config, parts) })
    }
    case 'websocket':
      return createWebSocketTransport({
        sockets: parts.sockets,
        url: config.url,
        headers: async () => ({ ...config.headers, ...(await signIn(config, parts))?.headers }),
      })
  }
}

/** Longer lines are cut: a process may write whatever it likes. */
const MAX_LINE = 2_000

async function processTransport(
  { command, args = [], env, cwd }: McpProcess,
  { onStderr }: TransportParts,
): Promise<Transport> {
  const { StdioClientTransport, getDefaultEnvironment } = await import('@modelcontextprotocol/client/stdio')
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...getDefaultEnvironment(), ...env },
    ...(cwd !== undefined && { cwd }),
    stderr: 'pipe',
  })
  let rest = ''
  transport.stderr?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n')
    rest = (lines.pop() ?? '').slice(0, MAX_LINE)
    for (const line of lines) if (line.trim()) onStderr(line.trimEnd().slice(0, MAX_LINE))
  })
  return transport
}

/** Every request carries the sign-in of the server; a token that is no longer taken is renewed once. */
function signedFetch(config: McpAddress, parts: TransportParts): typeof globalThis.fetch {
  return async (input, init) => {
    const send = async (renew: boolean) => {
      const authorization = await signIn(config, parts, renew)
      const headers = new Headers(init?.headers)
      for (const [name, value] of Object.entries({ ...config.headers, ...authorization?.headers }))
        headers.set(name, value)
      const url = new URL(input instanceof Request ? input.url : String(input))
      for (const [name, value] of Object.entries(authorization?.query ?? {}))
        url.searchParams.set(name, value)
      return parts.http.fetch(url.href, { ...init, headers })
    }
    const response = await send(false)
    if (response.status !== 401 || !config.credential) return response
    await response.body?.cancel()
    return send(true)
  }
}

async function signIn({ credential, url }: McpAddress, { credentials }: TransportParts, renew = false) {
  if (!credential) return undefined
  const asHttp = url.replace(/^ws/i, 'http')
  return credentials.authorize({
    id: credential,
    field: 'credential',
    url: asHttp,
    types: ['bearer', 'api_key', 'basic', 'oauth2'],
    renew,
  })
}
