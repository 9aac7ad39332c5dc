import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { after, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { CredentialService, NodeError } from '@llamanexus/node-sdk'
import { type Everything, everythingCommand, startEverything } from '@llamanexus/testing/peers'
import { createHostGuard } from '../http/host_guard.ts'
import { createHttpService } from '../http/index.ts'
import { createWebSocketService } from '../websocket/index.ts'
import type { McpServerConfig } from './mcp_server_config.ts'
import { createMcpService } from './mcp_service.ts'
import { startWebSocketMcp } from './start_websocket_mcp.fixture.ts'

const policy = { allow_private: true }
const http = createHttpService({ policy })
const sockets = createWebSocketService({ guard: createHostGuard({ policy }) })
const noCredentials: CredentialService = {
  open: () => Promise.reject(new Error('not asked')),
  authorize: () => Promise.reject(new Error('not asked')),
}

/** Tells our processes from those of other tests in this one. */
const MARK = 'of-mcp-service-test'
const everything = everythingCommand()
const local: McpServerConfig = {
  transport: 'stdio',
  ...everything,
  args: [...everything.args, 'stdio', MARK],
}
const configs: Record<string, McpServerConfig> = { local }
const stderr: string[] = []
const mcp = createMcpService({
  servers: {
    list: async () =>
      Object.entries(configs).map(([name, config]) => ({ name, source: 'settings', config }) as const),
  },
  http,
  sockets,
  credentials: noCredentials,
  onStderr: (server, line) => stderr.push(`${server}: ${line}`),
})

const [streamable, sse, socket] = await Promise.all([
  startEverything('streamableHttp'),
  startEverything('sse'),
  startWebSocketMcp(),
])
configs['old'] = { transport: 'sse', url: sse.url }

after(async () => {
  await mcp.close()
  await Promise.all([streamable.kill(), sse.kill(), socket.close(), sockets.close(), http.close()])
})

const reached = [
  ['stdio', 'local'],
  ['streamable HTTP', streamable.url],
  ['SSE', 'old'],
] as const

for (const [how, server] of reached)
  describe(`the reference server over ${how}`, () => {
    test('says who it is', async () => {
      const info = await mcp.connect(server)
      assert.equal(info.name, 'mcp-servers/everything')
      assert.ok(info.capabilities['tools'])
      assert.match(info.protocol, /^20\d\d-/)
      assert.ok(info.instructions)
    })

    test('lists its tools with schemas, and calls them', async () => {
      const tools = await mcp.tools(server)
      const sum = tools.find(({ name }) => name === 'get-sum')
      assert.deepEqual(Object.keys(sum?.parameters['properties'] ?? {}), ['a', 'b'])
      const { value } = await mcp.callTool(server, 'get-sum', { a: 2, b: 40 })
      assert.match(String(value), /42/)
    })

    test('gives structured content as the value, and images as parts', async () => {
      const { value, content } = await mcp.callTool(server, 'get-structured-content', { location: 'Chicago' })
      assert.equal(typeof (value as { temperature: unknown }).temperature, 'number')
      assert.equal((content[0] as { type: string }).type, 'text')
      const image = await mcp.callTool(server, 'get-tiny-image', {})
      assert.ok(Array.isArray(image.value))
      const part = image.content.find((each) => (each as { type: string }).type === 'image')
      assert.match((part as { data: string }).data, /^iVBOR/)
    })

    test('reads resources and templates, and fetches prompts', async () => {
      const resources = await mcp.resources(server)
      assert.ok(resources.some(({ uri }) => typeof uri === 'string'))
      const template = resources.find(({ uriTemplate }) => /text/.test(String(uriTemplate)))
      const uri = String(template?.['uriTemplate'])
      const name = /\{(\w+)\}/.exec(uri)?.[1] ?? ''
      const [part] = await mcp.readResource(server, uri, { variables: { [name]: 3 } })
      assert.match(String(part?.['text']), /3/)
      await assert.rejects(mcp.readResource(server, uri), { code: 'args_invalid', field: name })
      const prompts = await mcp.prompts(server)
      const wanted = prompts.find(({ name }) => name === 'args-prompt')
      assert.ok(wanted)
      const messages = await mcp.getPrompt(server, 'args-prompt', { city: 'Kyoto' })
      assert.match(JSON.stringify(messages), /Kyoto/)
      await assert.rejects(mcp.getPrompt(server, 'args-prompt', {}), { code: 'args_invalid', field: 'city' })
    })

    test('tells its progress', async () => {
      const seen: number[] = []
      await mcp.callTool(
        server,
        'trigger-long-running-operation',
        { duration: 1, steps: 4 },
        { onProgress: (done) => seen.push(done) },
      )
      // The last ones may be overtaken by the answer.
      assert.equal(seen[0], 0.25)
      assert.deepEqual(seen, seen.toSorted())
    })

    test('a call is cancelled at once, and the next one works', async () => {
      const abort = new AbortController()
      const call = mcp.callTool(
        server,
        'trigger-long-running-operation',
        { duration: 60, steps: 600 },
        { signal: abort.signal, onProgress: () => abort.abort() },
      )
      await assert.rejects(call, { code: 'aborted' })
      assert.match(String((await mcp.callTool(server, 'echo', { message: 'on' })).value), /on/)
    })

    test('wrong names and arguments are told before anything is called', async () => {
      await assert.rejects(mcp.callTool(server, 'nothing', {}), {
        code: 'mcp_tool_unknown',
        hint: /echo/,
      })
      await assert.rejects(mcp.callTool(server, 'get-sum', { a: 'x' }), {
        code: 'args_invalid',
        message: /"b" is missing/,
      })
      await assert.rejects(mcp.readResource(server, 'demo://nowhere'), { code: 'mcp_resource_unknown' })
      await assert.rejects(mcp.getPrompt(server, 'nothing', {}), { code: 'mcp_prompt_unknown' })
    })
  })

/** The processes that servers of ours run in over standard input and output. */
const pidsOf = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isServer(name))
    .map(Number)

function isServer(pid: string): boolean {
  try {
    const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return parent === process.pid && args.includes(MARK)
  } catch {
    return false
  }
}

const isLinux = process.platform === 'linux'

test('a process that is killed between two calls is started again', {
  skip: isLinux ? false : 'lists processes as Linux does',
}, async () => {
  await mcp.callTool('local', 'echo', { message: 'a' })
  const [pid] = pidsOf()
  assert.ok(pid)
  process.kill(pid, 'SIGKILL')
  await until(async () => (await stateOf('local')) === 'failed')
  assert.match(String((await mcp.callTool('local', 'echo', { message: 'b' })).value), /b/)
  assert.notEqual(pidsOf()[0], pid)
})

test('a process that is killed during a call is reported, and the next call reaches a new one', {
  skip: isLinux ? false : 'lists processes as Linux does',
}, async () => {
  const call = mcp.callTool(
    'local',
    'trigger-long-running-operation',
    { duration: 60, steps: 600 },
    { onProgress: () => pidsOf().forEach((pid) => process.kill(pid, 'SIGKILL')) },
  )
  await assert.rejects(call, { code: 'mcp_unreachable', retryable: true })
  assert.match(String((await mcp.callTool('local', 'echo', { message: 'c' })).value), /c/)
})

test('what a process writes to its standard error is kept', () => {
  assert.ok(stderr.some((line) => /^local: .*STDIO/.test(line)))
})

for (const transport of ['streamableHttp', 'sse'] as const)
  test(`a server over ${transport} that dies is reported, and reached again when it is back`, async () => {
    let server: Everything = await startEverything(transport)
    const name = `dies_${transport}`
    configs[name] = { transport: transport === 'sse' ? 'sse' : 'http', url: server.url, timeout_ms: 20_000 }
    const call = mcp.callTool(
      name,
      'trigger-long-running-operation',
      { duration: 60, steps: 600 },
      { onProgress: () => void server.kill() },
    )
    await assert.rejects(call, { code: 'mcp_unreachable' })
    await assert.rejects(mcp.callTool(name, 'echo', { message: 'x' }), { code: 'mcp_unreachable' })
    server = await startEverything(transport, { port: server.port })
    try {
      assert.match(String((await mcp.callTool(name, 'echo', { message: 'back' })).value), /back/)
      await server.kill()
      server = await startEverything(transport, { port: server.port })
      // The session is gone with the old process, and nobody notices it.
      assert.match(String((await mcp.callTool(name, 'echo', { message: 'again' })).value), /again/)
    } finally {
      await server.kill()
    }
  })

describe('over a WebSocket', () => {
  test('calls tools, tells progress and passes cancellation on', async () => {
    assert.equal((await mcp.callTool(socket.url, 'shout', { text: 'tea' })).value, 'TEA')
    const abort = new AbortController()
    const seen: string[] = []
    const call = mcp.callTool(
      socket.url,
      'slow',
      {},
      {
        signal: abort.signal,
        onProgress: (_done, message) => {
          seen.push(String(message))
          abort.abort()
        },
      },
    )
    await assert.rejects(call, { code: 'aborted' })
    await socket.cancelled
    assert.deepEqual(seen, ['half'])
  })

  test('a tool that says that it failed is an error in its own words', async () => {
    await assert.rejects(mcp.callTool(socket.url, 'fails', {}), {
      code: 'mcp_failed',
      message: /the kettle is empty/,
    })
  })

  test('what a server asks of a person is declined', async () => {
    const { value } = await mcp.callTool(socket.url, 'asks', {})
    assert.match(String(value), /declined/)
  })

  test('all pages of a list are read, and a change of the list is noticed', async () => {
    assert.ok((await mcp.tools(socket.url)).length >= 4)
    await assert.rejects(mcp.callTool(socket.url, 'late', {}), { code: 'mcp_tool_unknown' })
    socket.addTool('late')
    assert.equal((await mcp.callTool(socket.url, 'late', {})).value, 'late')
  })

  test('a connection that is cut is reported, and made anew', async () => {
    const call = mcp.callTool(socket.url, 'slow', {}, { onProgress: () => socket.cut() })
    await assert.rejects(call, { code: 'mcp_unreachable' })
    assert.equal((await mcp.callTool(socket.url, 'shout', { text: 'back' })).value, 'BACK')
  })

  test('a call that takes too long is an error of its own', async () => {
    await assert.rejects(mcp.callTool(socket.url, 'silent', {}, { timeout_ms: 50 }), { code: 'timeout' })
  })
})

test('a workflow starts no process: what is no address and no name is refused', async () => {
  for (const server of ['npx -y something', 'file:///bin/sh', 'stdio:sh', ''])
    await assert.rejects(mcp.connect(server), { code: 'mcp_server_unknown', retryable: false })
})

test('private addresses are refused over every transport', async () => {
  const guarded = createMcpService({
    servers: { list: async () => [] },
    http: createHttpService(),
    sockets: createWebSocketService({ guard: createHostGuard({ policy: {} }) }),
    credentials: noCredentials,
  })
  for (const url of [streamable.url, socket.url])
    await assert.rejects(guarded.connect(url), { code: 'address_refused' })
  await guarded.close()
})

test('a command that is not there is told', async () => {
  configs['gone'] = { transport: 'stdio', command: '/no/such/command' }
  await assert.rejects(mcp.connect('gone'), { code: 'mcp_unreachable', message: /command was not found/ })
  assert.equal(await stateOf('gone'), 'failed')
})

test('a process that ends at once is told with its last words', async () => {
  const complains = "console.error('The token is missing'); process.exit(3)"
  configs['quits'] = { transport: 'stdio', command: process.execPath, args: ['-e', complains] }
  await assert.rejects(mcp.connect('quits'), {
    code: 'mcp_unreachable',
    field: 'server',
    message: /Its last words: The token is missing/,
  })
})

test('a process that never answers is left at the time limit of the call', async () => {
  const args = ['-e', 'process.stdin.resume()', MARK]
  configs['mute'] = { transport: 'stdio', command: process.execPath, args }
  const before = pidsOf().length
  const call = assert.rejects(mcp.connect('mute', { timeout_ms: 500 }), { code: 'timeout', field: 'timeout' })
  if (isLinux) await until(async () => pidsOf().length === before + 1)
  await call
  // Nobody waits for it when its settings change or the server ends.
  await mcp.forget('mute')
  if (isLinux) await until(async () => pidsOf().length === before)
})

test('an address of something else says so, and every refusal names the server', async () => {
  const { createServer } = await import('node:http')
  const page = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<h1>Hello</h1>'),
  ).listen(0, '127.0.0.1')
  await once(page, 'listening')
  const { port } = page.address() as { port: number }
  await assert.rejects(mcp.connect(`http://127.0.0.1:${port}/`), {
    code: 'mcp_unreachable',
    field: 'server',
    hint: /often ends in \/mcp/,
  })
  page.close()
  page.closeAllConnections()
})

test('a connection that nobody uses is closed', async () => {
  const brief = createMcpService({
    servers: { list: async () => [{ name: 'brief', source: 'settings', config: configs['local'] as never }] },
    http,
    sockets,
    credentials: noCredentials,
    idle_ms: 1,
  })
  await brief.connect('brief')
  await until(async () => (await brief.servers())[0]?.state !== 'connected')
  await brief.connect('brief')
  await brief.close()
})

test('a server that signs in does so on each request, and renews a token that is refused', async () => {
  const { createServer } = await import('node:http')
  const seen: (string | undefined)[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization)
    response.writeHead(401).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const signed = createMcpService({
    servers: { list: async () => [] },
    http,
    sockets,
    credentials: {
      open: noCredentials.open,
      authorize: async ({ renew }) => ({ headers: { authorization: renew ? 'new' : 'old' }, query: {} }),
    },
  })
  await assert.rejects(
    signed.connect(`http://127.0.0.1:${port}/mcp`, { credential: 'cred' }),
    (error: NodeError) => error.code === 'mcp_unreachable' && /who asks/.test(error.message),
  )
  assert.deepEqual(seen.slice(0, 2), ['old', 'new'])
  await signed.close()
  server.close()
})

const stateOf = async (name: string) => (await mcp.servers()).find((each) => each.name === name)?.state

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await holds()); await pause(10))
    assert.ok(Date.now() < end, 'it does not come to hold')
}
