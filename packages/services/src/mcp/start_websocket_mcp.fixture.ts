import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fromJsonSchema, type JSONRPCMessage, McpServer, type Transport } from '@modelcontextprotocol/server'
import { type WebSocket, WebSocketServer } from 'ws'

/** A real MCP server on a WebSocket, for tests. */
export async function startWebSocketMcp() {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'mcp' })
  await once(sockets, 'listening')
  const cancelled = Promise.withResolvers<void>()
  const servers: McpServer[] = []
  sockets.on('connection', (socket) => {
    const server = serverWithTools(() => cancelled.resolve())
    servers.push(server)
    void server.connect(transportOf(socket))
  })
  return {
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
    /** Settles when the server has seen a cancellation. */
    cancelled: cancelled.promise,
    addTool: (name: string) => servers.forEach((server) => addTextTool(server, name, () => name)),
    cut: () => sockets.clients.forEach((client) => client.terminate()),
    async close() {
      sockets.clients.forEach((client) => client.terminate())
      sockets.close()
    },
  }
}

const nothing = fromJsonSchema<Record<string, never>>({ type: 'object', properties: {} })

function serverWithTools(onCancelled: () => void): McpServer {
  const server = new McpServer({ name: 'sockets', version: '1' }, { capabilities: { tools: {} } })
  server.registerTool(
    'shout',
    {
      inputSchema: fromJsonSchema<{ text: string }>({
        type: 'object',
        properties: { text: { type: 'string' } },
        required: ['text'],
      }),
    },
    ({ text }) => ({ content: [{ type: 'text', text: text.toUpperCase() }] }),
  )
  server.registerTool('slow', { inputSchema: nothing }, async (_args, context) => {
    const { signal, _meta } = context.mcpReq
    const token = _meta?.progressToken
    if (token !== undefined)
      await context.mcpReq.notify({
        method: 'notifications/progress',
        params: { progressToken: token, progress: 1, total: 2, message: 'half' },
      })
    if (!signal.aborted) await once(signal, 'abort')
    onCancelled()
    return { content: [] }
  })
  server.registerTool('silent', { inputSchema: nothing }, async (_args, context) => {
    if (!context.mcpReq.signal.aborted) await once(context.mcpReq.signal, 'abort')
    return { content: [] }
  })
  server.registerTool('fails', { inputSchema: nothing }, () => ({
    isError: true,
    content: [{ type: 'text', text: 'the kettle is empty' }],
  }))
  server.registerTool('asks', { inputSchema: nothing }, async () => {
    try {
      await server.server.elicitInput({
        message: 'Milk?',
        requestedSchema: { type: 'object', properties: { milk: { type: 'boolean' } } },
      })
      return { content: [{ type: 'text', text: 'answered' }] }
    } catch {
      return { content: [{ type: 'text', text: 'declined' }] }
    }
  })
  return server
}

function addTextTool(server: McpServer, name: string, text: () => string): void {
  server.registerTool(name, { inputSchema: nothing }, () => ({ content: [{ type: 'text', text: text() }] }))
}

function transportOf(socket: WebSocket): Transport {
  const transport: Transport = {
    async start() {
      socket.on('message', (data) => transport.onmessage?.(JSON.parse(String(data)) as JSONRPCMessage))
      socket.on('close', () => transport.onclose?.())
    },
    send: async (message) => socket.send(JSON.stringify(message)),
    close: async () => socket.close(),
  }
  return transport
}
