import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { everythingCommand } from '@llamanexus/testing/peers'
import { eventually } from '../testing/eventually.ts'
import { openTestServer, problemIn, type TestServer } from '../testing/test_server.ts'

interface Listed {
  items: { name: string; state: string; source: string }[]
  total: number
}

describe('MCP servers over the API', () => {
  let test: TestServer
  let home: string
  const writeMcpFile = (mcpServers: object) =>
    writeFile(join(home, 'mcp.json'), JSON.stringify({ mcpServers }))
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'llamanexus-mcp-'))
    await writeMcpFile({ everything: everythingCommand() })
    test = await openTestServer({ home })
  })
  after(() => test.close())

  const at = (path = '') => `/api/v1/mcp/servers${path}`
  const stateOf = async (name: string) =>
    (await test.send<Listed>('GET', at())).body.items.find((each) => each.name === name)?.state

  it('no process starts because a workflow that names a server is made, checked or listed', async () => {
    const draft = {
      name: 'Calls',
      nodes: [
        {
          id: 'call',
          type: 'mcp_tool',
          position: { x: 0, y: 0 },
          config: {},
          inputs: { server: 'everything', tool: 'echo', args: { message: 'tea' } },
        },
      ],
      connections: [],
    }
    assert.equal((await test.send('POST', '/api/v1/workflows/validate', { body: draft })).status, 200)
    await test.create(draft)
    assert.equal((await test.send('POST', '/api/v1/workflows/import', { body: draft })).status, 201)
    assert.equal(await stateOf('everything'), 'idle')
  })

  it('follows mcp.json, and tells what is wrong with it', async () => {
    const listed = async () => (await test.send<Listed & { problems: string[] }>('GET', at())).body
    assert.deepEqual((await listed()).problems, [])
    await writeMcpFile({ everything: everythingCommand(), late: everythingCommand(), bad: {} })
    await eventually(listed, ({ total }) => total === 2)
    assert.deepEqual((await listed()).problems, ['mcp.json: "bad" needs a "command" or a "url".'])
    await writeMcpFile({ everything: everythingCommand() })
    await eventually(listed, ({ total }) => total === 1)
    assert.deepEqual((await listed()).problems, [])
  })

  it('takes variables of the environment into mcp.json, and shows and records none of their values', async (t) => {
    const secret = 'a-token-of-the-environment'
    process.env['LLAMANEXUS_TEST_TOKEN'] = secret
    t.after(() => delete process.env['LLAMANEXUS_TEST_TOKEN'])
    const listed = async () => (await test.send<Listed & { problems: string[] }>('GET', at())).body
    await writeMcpFile({
      everything: { ...everythingCommand(), env: { TOKEN: '${LLAMANEXUS_TEST_TOKEN}' } },
      search: { url: 'http://127.0.0.1:1/${LLAMANEXUS_TEST_TOKEN}' },
      lacking: { url: 'https://mcp.example.com', headers: { key: '${LLAMANEXUS_TEST_NONE}' } },
    })
    const servers = await eventually(listed, ({ problems }) => problems.length === 1)
    assert.match(servers.problems[0] ?? '', /"lacking" names .*"LLAMANEXUS_TEST_NONE" \(in "headers\.key"\)/)
    const call = (id: string, server: string, tool: string) =>
      test.create({
        id,
        name: id,
        nodes: [
          { id: 'in', type: 'manual_trigger', position: { x: 0, y: 0 }, config: {} },
          { id: 'call', type: 'mcp_tool', position: { x: 0, y: 0 }, config: {}, inputs: { server, tool } },
        ],
        connections: [
          { id: 'c', source_node: 'in', source_port: 'trigger', target_node: 'call', target_port: 'after' },
        ],
      })
    const run = await test.execute((await call('tells', 'everything', 'get-env')).id, {})
    assert.equal(run.body.status, 'completed')
    assert.match(JSON.stringify(run.body), /TOKEN[^,]*•••/)
    const failed = await test.execute((await call('gone', 'search', 'x')).id, {})
    assert.equal(failed.body.status, 'failed')
    const lacking = await test.execute((await call('lacks', 'lacking', 'x')).id, {})
    assert.match(JSON.stringify(lacking.body.error), /no MCP server/)
    assert.match(JSON.stringify(lacking.body), /LLAMANEXUS_TEST_NONE/)
    const shown = await listed()
    assert.match(JSON.stringify(shown), /127\.0\.0\.1:1\/\$\{LLAMANEXUS_TEST_TOKEN\}/)
    for (const each of [shown, run.body, failed.body, lacking.body])
      assert.ok(!JSON.stringify(each).includes(secret))
    await writeMcpFile({ everything: everythingCommand() })
    await eventually(listed, ({ total }) => total === 1)
  })

  it('lists what a server really has', async () => {
    const tools = await test.send<Listed>('GET', at('/everything/tools'))
    assert.ok(tools.body.items.some(({ name }) => name === 'echo'))
    const prompts = await test.send<Listed>('GET', at('/everything/prompts'))
    assert.ok(prompts.body.items.some(({ name }) => name === 'args-prompt'))
    assert.ok((await test.send<Listed>('GET', at('/everything/resources'))).body.total > 0)
    assert.equal(await stateOf('everything'), 'connected')
  })

  it('servers are added by address and taken away; processes and those of the file are not', async () => {
    const url = 'https://mcp.example.com/mcp'
    assert.equal((await test.send('PUT', at('/search'), { body: { url } })).status, 200)
    assert.equal(await stateOf('search'), 'idle')
    assert.equal((await test.send('DELETE', at('/search'))).status, 204)
    assert.equal(problemIn(await test.send('DELETE', at('/search'))).code, 'mcp_server_not_found')
    const process = { transport: 'stdio', command: 'sh' }
    assert.equal(problemIn(await test.send('PUT', at('/sh'), { body: process })).code, 'mcp_stdio_refused')
    assert.equal(
      problemIn(await test.send('PUT', at('/x'), { body: { url: 'file:///x' } })).code,
      'mcp_server_invalid',
    )
    assert.equal(
      problemIn(await test.send('PUT', at('/everything'), { body: { url } })).code,
      'mcp_server_fixed',
    )
  })

  it('lists the operations of a description, and what one of them takes', async () => {
    const spec_url = JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'T', version: '1' },
      paths: { '/a/{id}': { get: { operationId: 'a', parameters: [{ name: 'id', in: 'path' }] } } },
    })
    const { body } = await test.send<{ items: { id: string }[]; parameters: { required: string[] } }>(
      'POST',
      '/api/v1/openapi/operations',
      { body: { spec_url, operation: 'a' } },
    )
    assert.equal(body.items[0]?.id, 'a')
    assert.deepEqual(body.parameters.required, ['id'])
    const broken = await test.send('POST', '/api/v1/openapi/operations', { body: { spec_url: '{' } })
    assert.equal(problemIn(broken).code, 'tool_failed')
  })
})
