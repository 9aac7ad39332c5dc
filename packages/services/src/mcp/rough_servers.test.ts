import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createHostGuard } from '../http/host_guard.ts'
import { createHttpService } from '../http/index.ts'
import { createWebSocketService } from '../websocket/index.ts'
import { createMcpService } from './mcp_service.ts'

const rough = fileURLToPath(new URL('./rough_server.fixture.mjs', import.meta.url))
const modes = ['chatter', 'pages', 'a death', 'an error without words', 'no result', 'no list', 'too much']

const policy = { allow_private: true }
const http = createHttpService({ policy })
const sockets = createWebSocketService({ guard: createHostGuard({ policy }) })
const refuse = () => Promise.reject(new Error('not asked'))
const mcp = createMcpService({
  servers: {
    list: async () =>
      modes.map((name) => ({
        name,
        source: 'settings',
        config: { transport: 'stdio', command: process.execPath, args: [rough, name] },
      })),
  },
  http,
  sockets,
  credentials: { open: refuse, authorize: refuse },
})
after(async () => {
  await mcp.close()
  await Promise.all([http.close(), sockets.close()])
})

test('what a process writes beside its messages is passed over', async () => {
  assert.equal((await mcp.callTool('chatter', 'tool-0', {})).value, 'tool-0')
})

test('of five hundred tools in pages, every one is listed and called', async () => {
  assert.equal((await mcp.tools('pages')).length, 500)
  assert.equal((await mcp.callTool('pages', 'tool-499', {})).value, 'tool-499')
})

test('a process that dies of a call is told with its last words, and started again by the next', async () => {
  for (let call = 0; call < 2; call += 1)
    await assert.rejects(mcp.callTool('a death', 'tool-0', {}), {
      code: 'mcp_unreachable',
      message: /the connection ended\. Its last words: Segmentation fault/,
      hint: /The next call starts it again/,
    })
})

test('an answer that is none of MCP is the fault of the server, with the place, and is not asked for again', async () => {
  await assert.rejects(mcp.callTool('no result', 'tool-0', {}), {
    code: 'mcp_failed',
    message: /answered tools\/call with what MCP does not know: "content\.0"/,
    retryable: false,
  })
  await assert.rejects(mcp.tools('no list'), {
    code: 'mcp_failed',
    message: /answered tools\/list .*"tools": .*expected array/,
  })
})

test('an error without words is told with its code', async () => {
  await assert.rejects(mcp.callTool('an error without words', 'tool-0', {}), {
    code: 'mcp_failed',
    message: /without words \(-32000\)/,
  })
})

test('an answer that is too large for a pipe says so', async () => {
  await assert.rejects(mcp.callTool('too much', 'tool-0', {}), {
    code: 'mcp_unreachable',
    message: /a message of more than 10 MB/,
    retryable: false,
  })
  assert.equal((await mcp.tools('too much')).length, 1)
})

const answers: [string, (response: ServerResponse) => void, object][] = [
  [
    'a status with words',
    (response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('no\n  space left'),
    { code: 'mcp_unreachable', message: /answered with status 500: no space left$/, retryable: true },
  ],
  [
    'too many calls',
    (response) => response.writeHead(429).end(),
    { message: /answered with status 429$/, hint: /asked too often/, retryable: true },
  ],
  [
    'what it does not take',
    (response) => response.writeHead(422).end('bad'),
    { message: /status 422: bad$/, retryable: false },
  ],
  [
    'another address',
    (response) => response.writeHead(302, { location: 'https://elsewhere.example/mcp' }).end(),
    { message: /sends its callers on to https:\/\/elsewhere\.example\/mcp/, retryable: false },
  ],
  [
    'half of its JSON',
    (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"half":'),
    { code: 'mcp_unreachable', message: /it answers with what is no JSON/ },
  ],
]
for (const [what, answer, expected] of answers)
  test(`a server over HTTP that answers a call with ${what} is told in words`, async () => {
    const server = createServer(async (request, response) => {
      const { id, method, params } = JSON.parse((await request.toArray()).join('') || '{}')
      const results: Record<string, object> = {
        initialize: {
          protocolVersion: params?.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: 'rough', version: '1' },
        },
        'tools/list': { tools: [{ name: 'any', inputSchema: { type: 'object' } }] },
      }
      if (method === 'tools/call') return answer(response)
      if (request.method !== 'POST') return response.writeHead(405).end()
      if (id === undefined) return response.writeHead(202).end()
      const result = results[method]
      const body = result ? { result } : { error: { code: -32601, message: 'Method not found' } }
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(JSON.stringify({ jsonrpc: '2.0', id, ...body }))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await assert.rejects(mcp.callTool(`http://127.0.0.1:${port}/mcp`, 'any', {}), expected)
    server.close()
    server.closeAllConnections()
  })
